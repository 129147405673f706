// A page that makes a smaller WebP of a file that is dropped on it. Nothing is uploaded.

import { createPool } from 'tintype'

const says = document.getElementById('says')
const image = document.getElementById('image')
const pool = createPool({ size: 2 })

async function show(file) {
  try {
    const { body, contentType, info } = await (await pool).transform(file, { width: 320, format: 'webp' })
    URL.revokeObjectURL(image.src)
    image.src = URL.createObjectURL(new Blob([body], { type: contentType }))
    image.alt = file.name
    says.textContent = `${info.width} × ${info.height}, ${body.length} bytes in place of ${file.size}`
    globalThis.result = body // for the test
  } catch (error) {
    says.textContent = error.message
  }
}

document.getElementById('file').addEventListener('change', (event) => event.target.files[0] && show(event.target.files[0]))
const drop = document.getElementById('drop')
drop.addEventListener('dragover', (event) => event.preventDefault())
drop.addEventListener('drop', (event) => {
  event.preventDefault()
  if (event.dataTransfer.files[0]) show(event.dataTransfer.files[0])
})
