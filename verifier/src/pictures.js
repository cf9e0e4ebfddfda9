// Reading pictures beside the page, in a worker where the browser lets a page from disk have one.

/** Milliseconds without a word from the worker until it is given up. */
const PATIENCE = 90000;

/** Side of the bitmap that a drawing (SVG) is turned into. */
const DRAWN = 3000;

let worker = null;
let number = 0;
let giveUp = null;

class Unreadable extends Error {
  constructor(reason) {
    super(reason);
    this.reason = reason;
  }
}

/** All texts of QR codes in a picture; throws an error with a `reason`. */
export async function pictureTexts(file, progress) {
  const blob = file.type === 'image/svg+xml' ? await drawn(file) : file;
  try {
    return (await inWorker(blob, progress)).texts;
  } catch (problem) {
    if (problem.reason !== 'unsupported') throw problem;
    return (await globalThis.readPicture(blob, progress)).texts;
  }
}

/** Stop what is being read. */
export function stopReading() {
  worker?.terminate();
  worker = null;
  giveUp?.(new Unreadable('slow'));
}

function inWorker(blob, progress) {
  return new Promise((resolve, reject) => {
    try {
      worker ??= new Worker(URL.createObjectURL(new Blob([document.getElementById('reader').textContent], { type: 'text/javascript' })));
    } catch {
      reject(new Unreadable('unsupported'));
      return;
    }
    const mine = ++number;
    let timer = setTimeout(late, PATIENCE);
    function late() {
      worker?.terminate();
      worker = null;
      reject(new Unreadable('slow'));
    }
    giveUp = (problem) => {
      clearTimeout(timer);
      reject(problem);
    };
    worker.onerror = () => {
      clearTimeout(timer);
      worker = null;
      reject(new Unreadable('unsupported'));
    };
    worker.onmessage = ({ data }) => {
      if (data.number !== mine) return;
      clearTimeout(timer);
      if (data.progress) {
        timer = setTimeout(late, PATIENCE);
        progress(...data.progress);
      } else if (data.found) resolve(data.found);
      else reject(new Unreadable(data.problem));
    };
    worker.postMessage({ number: mine, blob });
  });
}

/** A drawing as a bitmap; as an image it runs no script and loads nothing. */
async function drawn(file) {
  const url = URL.createObjectURL(file);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const [wide, high] = [image.naturalWidth || DRAWN, image.naturalHeight || DRAWN];
    const scale = DRAWN / Math.max(wide, high);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.max(1, Math.round(wide * scale)), Math.max(1, Math.round(high * scale))];
    const context = canvas.getContext('2d');
    context.fillStyle = '#fff';
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingEnabled = false;
    context.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((made) => (made ? resolve(made) : reject(new Unreadable('damaged'))), 'image/png'),
    );
  } catch {
    throw new Unreadable('damaged');
  } finally {
    URL.revokeObjectURL(url);
  }
}
