"""Cụm từ mở hòm: the five syllables that each teller keeps, and that two tellers together open a box with.

Five of 1,024 syllables are 50 bits; each is one that Vietnamese has, written without marks, so that it can be
read aloud, copied by hand and typed on any keyboard without an input method. The list is vetted: no syllable
that offends with any tone it may be read with, no two that offend side by side (`AVOIDED`), none that an
input method left on would change while it is typed (no letter doubled).
"""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from console.clock import Chance
from console.text import search_key

_LIST: Final = """
    ai am an ang anh ao ap at au ay ba bac bach bai bam ban bang banh bao bap bau bay be beo bep bet bia
    bich bien bieng biet bieu bim bin binh bit bo boc boi bom bon bong bot bua buc bui bum bun buoc buom
    buong buot buou but buu ca cach cai cam can cang canh cao cap cat cau cay cha chac chai cham chan chang
    chanh chao chap chat chau chay che chech chem chen chenh cheo chep chi chia chiem chieng chieu chin
    chinh chiu choai choan choang choc choe chom chon chong chot chu chua chum chun chung chuoi chuom chuong
    chuot chut chuyen co coc coi com con cong cop cot cua cui cum cun cung cuoc cuoi cuom cuon cuong cup cuu
    da dac dach dan dang danh dap dat dau day de den denh dep det dia diep diet dieu dim dinh dip diu doa
    doai doan doang doanh doc doi dom don dong dop dot dua dui dum dun dung duoc duoi duon duong duot dup
    ech em en enh eo ep ga gac gam gan gang ganh gao gap gat gau ghe ghi ghim gi gia giac giai giam giang
    gianh giao giap giat giau giay gie giem gieng gieo gio gioi gion giong giot gip giu giua giuong go goc
    goi gom gon gong gop got gu gui gung guoc guom guong gut hach hai ham han hang hanh hao hap hat hau hay
    he hem hen henh heo het hi hich hiem hien hieng hieu him hinh ho hoa hoac hoai hoam hoan hoang hoanh
    hoat hoay hoc hoen hom hong hop hot hua huan hue hui hum hun hung huong hup huu huy huych huyen huyet
    huynh ich im in inh it iu ke ken keng kenh keo kep ket keu kha khac khai kham khan khang khanh khao khap
    khat khau khay khe khen kheo kheu khia khiem khien khieng khieu khinh khit khiu kho khoa khoai khoan
    khoang khoanh khoat khoe khoi khom khu khua khuay khuc khum khung khuon khuong khuyen khuynh khuyu kia
    kich kiem kien kieng kiet kieu kim kinh kip kit ky la lac lach lai lam lan lang lanh lao lap lat lau lay
    le lem len leng lenh leo lep let leu liem lien lieng liep lieu lim linh lo loa loai loang loat loc loi
    lom long lop lu luan luc lui lum lun lung luoc luoi luom luong luot lup lut luu luy luyen ly mac mach
    mai mam man mang manh mao map mau may me mem men menh meo mep met mi mia mich mien miet mieu mim min
    minh mit mo moc moi mom mon mop mot mua muc mui mum mun mung muoi muon muong muot mup muu na nai nam nan
    nang nanh nao nap nau nay ne nem nen neo nep net neu nga ngac ngach ngai ngam ngan ngang nganh ngao ngap
    ngat ngau ngay nghe nghenh nghet nghi nghiem nghien nghieng nghin nghinh ngo ngoa ngoai ngoam ngoan
    ngoang ngoat ngoay ngoc ngoi ngom ngon ngong ngot ngui ngung nguoi nguong ngut nguyen nha nhac nhai nham
    nhan nhang nhanh nhao nhap nhat nhau nhay nhem nhen nheo nhep nhi nhiem nhien nhieu nhin nhinh nhip nhit
    nhiu nho nhoa nhoai nhoang nhoc nhoe nhoi nhom nhon nhong nhop nhot nhu nhua nhuan nhun nhung nhuoc
    nhuom nhuong ni nia nich niem nien nieng niet nieu nin ninh nit niu no noc noi nom non nong nop not nua
    nui nuoc nuoi nuom nuong nuot nut oai oam oang oanh oat oi on ong op ot pha phac phach phai pham phang
    phanh phao phap phau phay phen phi phia phich phien phim phinh phiu pho phoc phoi phom phon phong phot
    phu phua phuc phui phun phung phuon phuong phut qua quac quach quai quam quan quang quanh quao quay que
    quen quenh queo quet quoang quy quyen quyet quynh quyt ra rac rach rai ram ran rang ranh rao rap rat rau
    ray re rech ren reng reo rep ret reu ri ria rich rieng riet rieu rin rinh rit riu ro roc roi rom ron
    rong rop rot ru rua ruc rui rum run rung ruoc ruoi ruom ruon ruong ruot rut sa sac sach sam san sang
    sanh sao sap sat sau se sem sen senh seo set seu sieng sinh sit so soa soai soan soat soc soi som son
    song sop sot su sua suc sui sum sun suoi suon suot sup sut suu suy ta tach tai tam tan tang tanh tao tap
    tau tay tem ten tenh teo tep tet teu tha thac thach thai tham than thanh thao thap thau thay the them
    then theo thep thet theu thi thia thich thiem thien thieng thiep thiet thin thinh thiu tho thoa thoai
    thoan thoang thoat thoc thom thon thong thop thot thu thua thuan thuc thue thum thung thuoc thuon thuong
    thuot thut thuy thuyen ti tia tich tiec tiem tien tieng tiep tiet tieu tim tin tit tiu to toa toac toai
    toan toang toc toe toi tom ton tong top tot tra trac trach trai tram tran trang tranh trao trap trat
    trau tray tre trech trem tren treo tret treu tri tria trich trien trieng triet trieu trinh trit triu tro
    troc troi tron trong trot trua truc trui trum trun trung truong truot trut truy truyen tua tuan tue tum
    tun tung tuoc tuoi tuom tuon tuong tuu tuy tuyen tuyet uc ui un ung up uyen va vac vach vai vam van vang
    vanh vao vap vau vay ve ven venh veo vet vi via vien viet vinh voc voi von vong vot vua vuc vui vun vung
    vuon vuong vuot xa xai xam xan xang xanh xap xay xe xec xem xen xenh xeo xep xet xi xich xiem xien xieng
    xin xinh xit xiu xoa xoai xoan xoang xoay xoc xoe xoi xom xon xong xop xot xu xua xuan xuc xue xui xum
    xung xuoc xuoi xuong xuyen yem yen yeng
"""

SYLLABLES: Final[tuple[str, ...]] = tuple(_LIST.split())
"""1,024 of them, sorted."""

LENGTH: Final = 5
"""Syllables of a phrase."""

AVOIDED: Final[frozenset[tuple[str, str]]] = frozenset(
    (first, second)
    for first, followers in {
        "an": "cap chan",
        "ba": "que",
        "ban": "nuoc",
        "bo": "may",
        "cau": "ket",
        "cha": "may",
        "chay": "tron",
        "con": "heo hoang",
        "cong": "san",
        "doi": "bai",
        "gia": "doi hinh tao",
        "giao": "hop",
        "hoan": "lac",
        "ho": "chi",
        "khoa": "than",
        "luoi": "bieng",
        "mau": "me",
        "me": "may no",
        "nham": "nhi",
        "quan": "he lieu",
        "tai": "tieng",
        "tham": "nhung",
        "to": "cha",
        "tron": "thue",
        "viet": "cong",
        "chi": "minh",
        "minh": "chi",
    }.items()
    for second in followers.split()
)
"""Pairs that read badly side by side; a phrase that holds one is drawn again."""

_KNOWN = frozenset(SYLLABLES)


def draw(chance: Chance) -> str:
    """A new phrase, syllables separated by a space."""
    while True:
        chosen = [SYLLABLES[chance.randrange(len(SYLLABLES))] for _place in range(LENGTH)]
        if AVOIDED.isdisjoint(pairwise(chosen)) and len(set(chosen)) == LENGTH:
            return " ".join(chosen)


def complete(typed: str) -> tuple[str, ...]:
    """The syllables that begin with what was typed; marks and capitals do not matter."""
    prefix = search_key(typed).strip()
    return tuple(word for word in SYLLABLES if word.startswith(prefix)) if prefix else ()


def chosen(typed: str) -> str | None:
    """The one syllable that what was typed stands for: itself, or the only one it begins; None otherwise."""
    found = complete(typed)
    if not found:
        return None
    word = search_key(typed).strip()
    return word if word in _KNOWN else (found[0] if len(found) == 1 else None)


def normal(words: Sequence[str]) -> str:
    """A phrase as it is kept: small letters, no marks, one space between."""
    return " ".join(search_key(word).strip() for word in words)
