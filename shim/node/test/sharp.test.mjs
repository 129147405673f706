// docs/sharp.md says the truth: where a row has code for both, both run, and give the
// same size and format.

import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { test } from 'node:test'
import { load } from '../tintype.mjs'
import { repository } from './lambda.mjs'

const sharp = existsSync(join(repository, 'node_modules/sharp')) ? createRequire(join(repository, 'package.json'))('sharp') : null
const sample = (name) => readFileSync(join(repository, 'testdata/samples', name))
const rows = [...readFileSync(join(repository, 'docs/sharp.md'), 'utf8').matchAll(/^\| (?:`(\.[^`]+)`|—) \| `(\{[^`]*\})`( of the call)? \|(.*)\|$/gm)]

test('every object of the page is understood, and sharp makes an image of the same size and format', { skip: sharp ? false : 'not checked: sharp is not installed' }, async () => {
  const tintype = await load({ strict: true })
  const input = sample('glass.png')
  const photo = tintype.transform(sample('landscape.jpg'), { width: 640 }).body
  let compared = 0
  for (const [, chain, object, ofTheCall, note] of rows) {
    const read = () => new Function('input', 'signal', `return (${object})`)(input, new AbortController().signal)
    if (/body, contentType/.test(object)) continue
    const moving = /animations/.test(note)
    const source = moving ? sample('planet.gif') : /trim/.test(object) ? input : photo
    const { info } = ofTheCall ? tintype.transform(source, { width: 20 }, read()) : tintype.transform(source, read())
    if (!chain || ofTheCall || /json|blurhash/.test(info.format)) continue
    const image = new Function('sharp', 'input', 'source', 'options', `return sharp(source, options)${chain}`)(sharp, input, source, { animated: moving })
    const theirs = (await image.toBuffer({ resolveWithObject: true })).info
    const height = theirs.pages > 1 ? theirs.pageHeight ?? theirs.height / theirs.pages : theirs.height
    const slack = /trim/.test(object) ? 4 : 1 // sizes are rounded in other ways
    assert.ok(Math.abs(info.width - theirs.width) <= slack && Math.abs(info.height - height) <= slack, `${chain}: got ${info.width}x${info.height}, sharp has ${theirs.width}x${height}`)
    assert.equal(info.format, { jpeg: 'jpg', heif: 'avif' }[theirs.format] ?? theirs.format, chain)
    compared++
  }
  assert.ok(compared > 30, `${compared} rows`)
})
