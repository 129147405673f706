// Writes sharp-sizes.txt, the sizes that sharp gives for every fit, a set of
// awkward source sizes and all orientations, and for turns:
//
//	npm install sharp@0.35.5 && node sharp-sizes.mjs > sharp-sizes.txt
import sharp from 'sharp'

const fits = {
  clip: { fit: 'inside' },
  max: { fit: 'inside', withoutEnlargement: true },
  crop: { fit: 'cover' },
  scale: { fit: 'fill' },
  fill: { fit: 'contain' },
  outside: { fit: 'outside' }
}
const sources = [[640, 480], [479, 641], [1237, 801], [1000, 37], [3, 999], [100, 100], [73, 51]]
const boxes = [[400, 300], [300, 400], [97, 89], [333, 0], [0, 211], [720, 720], [1, 500], [50, 50]]

console.log('# source orientation query size, by sharp', sharp.versions.sharp)
let orientation = 0
for (const [w, h] of sources) {
  const pixels = { create: { width: w, height: h, channels: 3, background: 'red' } }
  for (const [bw, bh] of boxes) {
    for (const [name, options] of Object.entries(fits)) {
      if (name === 'scale' && !(bw && bh)) continue // here the other side follows
      orientation = orientation % 8 + 1
      const png = await sharp(pixels).withMetadata({ orientation }).png({ compressionLevel: 1 }).toBuffer()
      const { info } = await sharp(png).autoOrient()
        .resize({ width: bw || undefined, height: bh || undefined, ...options })
        .raw().toBuffer({ resolveWithObject: true })
      const query = [`fit=${name}`, bw && `w=${bw}`, bh && `h=${bh}`].filter(Boolean).join('&')
      console.log(`${w}x${h} ${orientation} ${query} ${info.width}x${info.height}`)
    }
  }
}

for (const [w, h] of boxes.filter(([w, h]) => w && h)) {
  for (const angle of [1, 17, 30, 44, 45, 46, 60, 89, 90, 123, 180, 201, 270, 315, 359]) {
    const { info } = await sharp({ create: { width: w, height: h, channels: 3, background: 'red' } })
      .rotate(angle).raw().toBuffer({ resolveWithObject: true })
    console.log(`${w}x${h} 1 rot=${angle} ${info.width}x${info.height}`)
  }
}
