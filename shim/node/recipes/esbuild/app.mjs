// One file for Node, made by esbuild: the module is part of it. Without the target
// esbuild uses Uint8Array.fromBase64, which Node has from version 25 on.
//
//	esbuild app.mjs --bundle --platform=node --format=esm --target=es2022 --loader:.wasm=binary --outfile=app.bundle.mjs

import { readFile, writeFile } from 'node:fs/promises'
import { load } from 'tintype'
import wasm from 'tintype/tintype.wasm'

const [, , from, to] = process.argv
const tintype = await load({ wasm })
const { body, info } = tintype.transform(await readFile(from), { width: 100, format: 'webp' })
await writeFile(to, body)
console.log(JSON.stringify(info))
