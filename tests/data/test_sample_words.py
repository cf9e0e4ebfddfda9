"""The real conference's sample against the published report: what it says stands there, word for word."""

import re
import unicodedata

from console.conference import Role
from data.samples import load_sample

# The report, paragraph by paragraph, in NFC and with plain spaces.
HEADLINE = (
    "Điện Biên - Khối thi đua nội chính tổng kết công tác thi đua, khen thưởng năm 2022 và phương "
    "hướng, nhiệm vụ năm 2023"
)
OPENING = (
    "Sáng ngày 09/01/2023, tại Cục Thi hành án dân sự tỉnh Điện Biên, Khối thi đua nội chính đã tổ "
    "chức Hội nghị tổng kết công tác thi đua, khen thưởng năm 2022 và phương hướng, nhiệm vụ công "
    "tác thi đua, khen thưởng năm 2023."
)
PEOPLE = (
    "Đồng chủ trì hội nghị có đồng chí Lường Văn Sương - Cục trưởng Cục thi hành án dân sự tỉnh - "
    "Trưởng thi đua Khối nội chính năm 2022 và đồng chí Lê Tiến Dũng - Phó Chính ủy Bộ Chỉ huy quân "
    "sự tỉnh - Phó Trưởng thi đua Khối. Tham dự hội nghị có đồng chí Bùi Thị Quế Anh - Phó Giám đốc "
    "Sở Nội vụ - Trưởng ban Thi đua - Khen thưởng tỉnh. Tham dự Hội nghị có đại diện lãnh đạo, công "
    "chức phụ trách công tác thi đua, khen thưởng của các đơn vị Khối thi đua."
)
ACHIEVEMENTS = (
    "Hưởng ứng các phong trào thi đua của Trung ương, của ngành, của tỉnh. Công tác thi đua, khen "
    "thưởng năm 2022 của Khối thi đua Nội chính đã được lãnh đạo các đơn vị quan tâm chỉ đạo, tổ "
    "chức triển khai thực hiện nghiêm túc; Khối thi đua đã ban hành Kế hoạch và phát động thi đua, "
    "tổ chức đăng ký giao ước thi đua nghiêm túc và đầy đủ. Các đơn vị thành viên trong Khối đã chủ "
    "động tổ chức triển khai, thực hiện phong trào thi đua tới toàn thể cán bộ, chiến sỹ, công chức, "
    "viên chức, người lao động của đơn vị; các phong trào thi đua có nội dung bám sát nhiệm vụ "
    "chuyên môn và nhiệm vụ chính trị của địa phương; các đơn vị trong Khối đã triển khai đồng bộ, "
    "toàn diện và phát động nhiều phong trào thi đua với chủ đề cụ thể, thiết thực tới toàn thể cán "
    "bộ, chiến sỹ, công chức, viên chức và người lao động. Căn cứ kết quả tổng hợp thống kê báo cáo "
    "của các đơn vị cho thấy, các đơn vị đã hoàn thành đạt và vượt chỉ tiêu đề ra theo kế hoạch, đã "
    "có nhiều tập thể, cá nhân có nhiều thành tích nổi bật được các ngành, các cấp tuyên dương, khen "
    "thưởng, tạo động lực thúc đẩy cán bộ, chiến sỹ, công chức, người lao động phấn đấu hoàn thành "
    "tốt nhiệm vụ được giao. Các cơ quan, đơn vị trong Khối thi đua luôn đoàn kết nội bộ, đảm bảo an "
    "ninh, trật tự, cơ quan trong sạch vững mạnh; có sự phối hợp chặt chẽ trong việc tham mưu giúp "
    "Tỉnh ủy, UBND tỉnh lãnh đạo, chỉ đạo công tác Nội chính trên địa bàn tỉnh Điện Biên. Với những "
    "thành tích đạt được của các đơn vị trong Khối thi đua Nội chính, đã góp phần tích cực vào sự "
    "nghiệp phát triển kinh tế - xã hội, giữ vững, ổn định chính trị, trật tự an toàn xã hội, củng "
    "cố quốc phòng, an ninh trên địa bàn tỉnh."
)
LIMITS = (
    "Bên cạnh những thành quả đạt được, phong trào thi đua, khen thưởng của Khối thi đua các cơ quan "
    "nội chính cũng còn tồn tại một số khó khăn, hạn chế do ảnh hưởng của tình hình dịch bệnh "
    "Covid19 ngay từ đầu năm đã ảnh hưởng đến việc triển triển khai công tác thi đua của các đơn vị "
    "trong Khối; công tác phát hiện, bồi dưỡng, xây dựng điển hình tiên tiến có lúc, có nơi chưa "
    "được thực hiện thường xuyên."
)
DIRECTIONS = (
    "Hội nghị đã đề ra phương hướng, nhiệm vụ công tác thi đua Khối năm 2023 với việc tiếp tục quán "
    "triệt, triển khai, thực hiện tốt các văn bản về công tác thi đua, khen thưởng đến cán bộ, chiến "
    "sĩ, công chức, viên chức, người lao động; thường xuyên quan tâm lãnh đạo, chỉ đạo tổ chức triển "
    "khai thực hiện các phong trào thi đua do các cấp, các ngành phát động trong năm 2023, đảm bảo "
    "có trọng tâm, trọng điểm, thiết thực, hiệu quả; các cơ quan trong Khối tiếp tục tổ chức thực "
    "hiện tốt nhiệm vụ chính trị của từng đơn vị, đồng thời tích cực tham mưu cho Tỉnh ủy, UBND tỉnh "
    "các giải pháp chỉ đạo liên quan đến các lĩnh vực hoạt động của đơn vị; làm tốt công tác giáo "
    "dục chính trị tư tưởng, phổ biến, quán triệt chủ trương, chính sách của Đảng, pháp luật của Nhà "
    "nước đến toàn thể cán bộ, chiến sĩ, công chức, viên chức, người lao động; làm tốt công tác phát "
    "hiện, xây dựng, bồi dưỡng, nhân rộng điển hình tiên tiến, nêu gương người tốt, việc tốt, các mô "
    "hình mới, nhân tố mới trong phong trào thi đua, tạo sự lan tỏa trong mỗi cơ quan, đơn vị và "
    "trong toàn Khối; tổ chức tốt các hoạt động văn hóa, văn nghệ, thể dục, thể thao tạo điều kiện "
    "cho cán bộ, chiến sỹ, công chức trong khối được giao lưu, học hỏi kinh nghiệm, thi đua lập "
    "thành tích hoàn thành xuất sắc nhiệm vụ được giao."
)
RESULT = (
    "Hội nghị đã tiến hành bình xét thi đua, trên cơ sở đó thống nhất suy tôn và đề nghị UBND tỉnh "
    "tặng Cờ thi đua năm 2022 cho đơn vị Cục thi hành án dân sự tỉnh (Trưởng khối thi đua năm 2022) "
    "và Bằng khen cho 05 đơn vị thuộc Khối. Hội nghị đã tổ chức ký biên bản bàn giao Trưởng khối thi "
    "đua năm 2023 cho đơn vị Bộ Chỉ huy quân sự tỉnh."
)
AUTHOR = "Hà Huy Thành - Văn phòng Cục THADS tỉnh"
REPORT = "\n".join((HEADLINE, OPENING, PEOPLE, ACHIEVEMENTS, LIMITS, DIRECTIONS, RESULT, AUTHOR))

NAME = re.compile(r"(?:[A-ZĐÀ-ỸƯƠĂÂÊÔ]\w*)(?: [A-ZĐÀ-ỸƯƠĂÂÊÔ]\w*)+")
"""Two or more capitalised words in a row: a proper name."""

SAMPLE = load_sample("dien-bien-2022")


def of_the_report(text: str) -> bool:
    return text.casefold() in REPORT.casefold()


def test_the_report_itself_is_quoted_in_nfc() -> None:
    assert unicodedata.is_normalized("NFC", REPORT)


def test_the_summary_is_the_reports_two_paragraphs() -> None:
    assert SAMPLE.meeting.summary == f"{ACHIEVEMENTS}\n{LIMITS}"


def test_the_six_directions_are_the_reports_sentence_cut_at_its_semicolons() -> None:
    texts = [row.text for row in SAMPLE.directions]
    assert len(texts) == 6
    assert all(text[0].isupper() and text.endswith(".") for text in texts)
    said = "; ".join(text[0].lower() + text[1:].removesuffix(".") for text in texts)
    assert DIRECTIONS.endswith(f"với việc {said}.")


def test_persons_stand_with_the_positions_that_the_report_gives_them() -> None:
    people = [(d.name, d.position) for d in SAMPLE.delegates if d.name]
    people += [(guest.name, guest.position) for guest in SAMPLE.guests]
    assert len(people) == 3
    for name, position in people:
        assert f"đồng chí {name} - {position}" in PEOPLE


def test_leader_and_deputy_are_those_of_the_report() -> None:
    leader, deputy = SAMPLE.with_role(Role.LEADER), SAMPLE.with_role(Role.DEPUTY)
    assert leader is not None
    assert deputy is not None
    assert (
        f"{leader.name.removesuffix(' Điện Biên')} (Trưởng khối thi đua năm 2022)".casefold()
        in RESULT.casefold()
    )
    assert f"Trưởng khối thi đua năm 2023 cho đơn vị {deputy.name.removesuffix(' Điện Biên')}" in RESULT


def test_place_title_and_source_are_the_reports() -> None:
    assert f"tại {SAMPLE.meeting.place}" in OPENING
    assert of_the_report(SAMPLE.meeting.title.removeprefix("Hội nghị "))
    assert SAMPLE.meeting.source == f"{HEADLINE} ({AUTHOR}, 09/01/2023)"


def test_every_proper_name_of_units_people_and_place_occurs_in_the_report() -> None:
    texts = [SAMPLE.meeting.place, SAMPLE.rules.bloc.name, SAMPLE.rules.bloc.province, SAMPLE.rules.bloc.town]
    texts += [unit.name for unit in SAMPLE.units if unit.named]
    texts += [text for d in SAMPLE.delegates for text in (d.name, d.position)]
    texts += [text for g in SAMPLE.guests for text in (g.name, g.position, g.organisation)]
    assert all(of_the_report(name) for text in texts for name in (NAME.findall(text) or [text]))


def test_the_units_are_no_more_than_the_reports_numbers_ask_for() -> None:
    certificates = re.search(r"Bằng khen cho (\d+) đơn vị", RESULT)
    assert certificates is not None
    assert len(SAMPLE.units) == 1 + int(certificates[1])
    assert SAMPLE.award("CO").seats == 1
    assert SAMPLE.award("BK").seats == int(certificates[1])


def test_the_reports_consensus_leaves_no_ballot_on_the_programme() -> None:
    assert "thống nhất suy tôn" in RESULT
    assert SAMPLE.rules.scoring.combine == "consensus"
    assert not any("phiếu" in item.title for item in SAMPLE.agenda)
