// A pool in a bundle. The worker is a second entry:
//
//	esbuild pool.mjs worker=tintype/worker --bundle --platform=node --format=esm --target=es2022 --loader:.wasm=binary --outdir=dist --out-extension:.js=.mjs

import { readFile } from 'node:fs/promises'
import { createPool } from 'tintype'
import wasm from 'tintype/tintype.wasm'

const pool = await createPool({ size: 2, wasm, worker: new URL('./worker.mjs', import.meta.url) })
const source = await readFile(process.argv[2])
const results = await Promise.all([100, 200, 300].map((width) => pool.transform(source, { width, format: 'webp' })))
console.log(JSON.stringify(results.map(({ body, info }) => [info.width, body.length])))
