// Answers that are no image, drawn: facts as a table, palettes as swatches, a
// BlurHash as the placeholder that a page paints from it.

import { decode } from './blurhash.mjs'
import { make } from './controls.mjs'

// draw fills the element with what a text stands for.
export function draw(element, query, type, text) {
  element.replaceChildren()
  const raw = make('pre', { tabIndex: 0 }, text.length > 6000 ? text.slice(0, 6000) + ' …' : text)
  raw.setAttribute('role', 'region')
  raw.setAttribute('aria-label', 'The answer as text')
  if (type.includes('css')) element.append(swatches(colorsOfCSS(text)))
  else if (type.includes('json')) drawJSON(element, text)
  else if (query.get('fm') === 'blurhash') drawHash(element, text.trim())
  element.append(raw)
}

function drawJSON(element, text) {
  let data
  try {
    data = JSON.parse(text)
  } catch {
    return
  }
  const colors = colorsOf(data)
  if (colors.length) element.append(swatches(colors))
  const rows = flatten(data).slice(0, 40)
  const body = make('tbody')
  for (const [name, value] of rows) body.append(make('tr', {}, make('th', { scope: 'row' }, name), make('td', {}, String(value))))
  element.append(make('table', {}, body))
}

// colorsOf finds every hex color of a palette's JSON.
function colorsOf(data) {
  const found = []
  const walk = [data]
  while (walk.length && found.length < 64) {
    const v = walk.shift()
    if (v && typeof v === 'object') {
      if (typeof v.hex === 'string') found.push(v.hex)
      else walk.push(...Object.values(v))
    }
  }
  return found
}

function flatten(data) {
  const rows = []
  const walk = [['', data]]
  while (walk.length) {
    const [name, v] = walk.shift()
    if (v && typeof v === 'object') walk.unshift(...Object.entries(v).map(([k, x]) => [name ? `${name}.${k}` : k, x]))
    else rows.push([name, v])
  }
  return rows
}

const colorsOfCSS = (text) => [...new Set(text.match(/#[0-9a-f]{6}\b/gi) ?? [])]

function swatches(colors) {
  const list = make('div', { className: 'swatches' })
  for (const color of colors) {
    const patch = make('span')
    patch.style.background = color
    list.append(make('div', {}, patch, color))
  }
  return list
}

function drawHash(element, hash) {
  try {
    const canvas = make('canvas', { width: 32, height: 32 })
    canvas.setAttribute('role', 'img')
    canvas.setAttribute('aria-label', 'The placeholder that the BlurHash describes')
    canvas.getContext('2d').putImageData(new ImageData(decode(hash, 32, 32), 32, 32), 0, 0)
    element.append(canvas)
  } catch {
    // Text that is no BlurHash is shown as text.
  }
}
