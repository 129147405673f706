// What is measured: one sentence, one source, one output a task. `want` says it
// in words that every contender understands; `query` is how tintype is asked.

// source: the corpus' file, and the generated one that stands in for it; or of both the
// drawing of bench/graphics that has this name.
const task = (name, sentence, source, standIn, want) => ({ name, sentence, source, standIn, want, query: query(want) })

function query({ width, height, format, quality, crop }) {
  const q = [`w=${width}`]
  if (height) q.push(`h=${height}`)
  if (crop) q.push('fit=crop', `crop=${crop}`)
  q.push(`fm=${format}`)
  if (quality) q.push(`q=${quality}`)
  return q.join('&')
}

const jpg = (width, more) => ({ width, format: 'jpg', quality: 80, ...more })
const webp = (width, more) => ({ width, format: 'webp', quality: 80, ...more })

// Of AVIF the same q is the same look in both. sharp has effort 2, which is the least
// that services take; sharp-avif-0 and sharp-avif-4 have the quickest and the default.
const avif = (width, more) => ({ width, format: 'avif', quality: 50, ...more })

export const tasks = [
  task('photo-720-jpeg', 'A 6 MP photograph becomes a JPEG 720 wide at q 80.', 'photo-6mp.jpg', 'landscape-6mp.jpg', jpg(720)),
  task('photo-200-jpeg', 'The same photograph becomes a thumbnail 200 wide.', 'photo-6mp.jpg', 'landscape-6mp.jpg', jpg(200)),
  task('photo-1600-jpeg', 'The same photograph becomes a JPEG 1600 wide.', 'photo-6mp.jpg', 'landscape-6mp.jpg', jpg(1600)),
  task('photo-720-webp', 'The same photograph becomes a WebP 720 wide at q 80.', 'photo-6mp.jpg', 'landscape-6mp.jpg', webp(720)),
  task('photo-1600-webp', 'The same photograph becomes a WebP 1600 wide at q 80.', 'photo-6mp.jpg', 'landscape-6mp.jpg', webp(1600)),
  task('large-1200-jpeg', 'A 33 MP baseline 4:2:0 JPEG becomes one 1200 wide.', 'photo-33mp-420.jpg', 'landscape-6mp.jpg', jpg(1200)),
  task('progressive-1200-jpeg', 'A 33 MP progressive JPEG becomes one 1200 wide.', 'photo-33mp-420-progressive.jpg', 'progressive-420.jpg', jpg(1200)),
  task('oriented-300-jpeg', 'A 0.27 MP JPEG with EXIF orientation 5 and a color profile becomes one 300 wide.', 'orient-5.jpg', 'orient-5.jpg', jpg(300)),
  task('turned-300-jpeg', 'The same with EXIF orientation 6.', 'orient-6.jpg', 'orient-6.jpg', jpg(300)),
  task('corner-400-jpeg', 'The top left corner of the 6 MP photograph, 400 by 400.', 'photo-6mp.jpg', 'landscape-6mp.jpg', jpg(400, { height: 400, crop: 'top,left' })),
  task('alpha-720-png', 'A 3 MP PNG with alpha becomes a PNG 720 wide.', 'alpha-3mp.png', 'glass.png', { width: 720, format: 'png' }),
  task('alpha-720-webp', 'A 3 MP PNG with alpha becomes a WebP 720 wide at q 80.', 'alpha-3mp.png', 'glass.png', webp(720)),
  task('photo-720-avif', 'The 6 MP photograph becomes an AVIF 720 wide at q 50.', 'photo-6mp.jpg', 'landscape-6mp.jpg', avif(720)),
  task('photo-1600-avif', 'The same photograph becomes an AVIF 1600 wide at q 50.', 'photo-6mp.jpg', 'landscape-6mp.jpg', avif(1600)),
  task('alpha-720-avif', 'A 3 MP PNG with alpha becomes an AVIF 720 wide at q 50.', 'alpha-3mp.png', 'glass.png', avif(720)),
  task('screenshot-avif', 'A screenshot, a PNG of 1200 by 800, becomes an AVIF of its size at q 50.', 'graphics/screenshot.png', 'graphics/screenshot.png', avif(1200)),
  task('webp-400-webp', 'A 0.8 MP WebP becomes one 400 wide at q 80.', 'lossy.webp', 'lossless.webp', webp(400)),
]
