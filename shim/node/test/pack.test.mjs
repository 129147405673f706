// The npm package: packed, installed somewhere else, and used from there. What
// compilers, bundlers and other runtimes make of it: judges/judges.test.mjs.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { repository } from './lambda.mjs'

test('the packed file installs without network and transforms', () => {
  const dir = mkdtempSync(join(tmpdir(), 'tintype-pack-'))
  const npm = (...args) => execFileSync('npm', [...args, '--silent', '--no-audit', '--no-fund', '--offline'], { cwd: dir, encoding: 'utf8' })
  const [{ filename, files }] = JSON.parse(npm('pack', '--json', join(repository, 'shim/node')))
  const names = files.map(({ path }) => path).sort()
  assert.deepEqual(names, [
    'LICENSE', 'README.md', 'avif.mjs', 'browser.mjs', 'bytes.mjs', 'errors.mjs', 'guest.mjs', 'input.mjs', 'keep.mjs', 'library.mjs', 'metadata.mjs', 'options.d.cts',
    'package.json', 'pool.mjs', 'query.mjs', 'run.mjs', 'serve.mjs', 'table.mjs', 'threads.mjs', 'tiff.mjs', 'tintype.cjs', 'tintype.d.cts', 'tintype.d.ts',
    'tintype.mjs', 'tintype.wasm', 'tintype.wasm.d.ts', 'wasi.mjs', 'web-worker.mjs', 'web.mjs', 'worker.d.ts', 'worker.mjs', 'workerd.mjs',
  ])
  writeFileSync(join(dir, 'package.json'), '{"private":true}')
  npm('install', join(dir, filename))
  const sample = join(repository, 'testdata/samples/landscape.jpg')
  const module = `
    import { createPool, load } from 'tintype'
    const file = process.getBuiltinModule('node:fs').readFileSync(process.argv[1])
    const { body, contentType, info } = (await load()).transform(file, 'w=100')
    const pool = await createPool({ size: 1 })
    const { body: same } = await pool.transform(file, { width: 100 })
    console.log(JSON.stringify([body.length > 100 && Buffer.compare(body, same) === 0, contentType, info.width, info.source.format]))`
  const common = `
    const { load, TintypeError } = require('tintype')
    load().then((tintype) => {
      const { body, contentType, info } = tintype.transform(require('fs').readFileSync(process.argv[1]), { w: 100 })
      try { tintype.transform(body, 'q=400') } catch (error) { if (!(error instanceof TintypeError)) throw error }
      console.log(JSON.stringify([body.length > 100, contentType, info.width, info.source.format]))
    })`
  for (const [type, script] of [['module', module], ['commonjs', common]]) {
    const printed = execFileSync(process.execPath, [`--input-type=${type}`, '-e', script, sample], { cwd: dir, encoding: 'utf8' })
    assert.deepEqual(JSON.parse(printed), [true, 'image/jpeg', 100, 'jpg'], type)
  }
})

test('the types name what every entry exports', () => {
  const text = (name) => readFileSync(join(repository, 'shim/node', name), 'utf8')
  const exported = (code) => [...code.matchAll(/^export (?:(?:async )?function|class) (\w+)|^export \{ (\w+) \}|^exports\.(\w+) =/gm)].map((m) => m[1] ?? m[2] ?? m[3]).sort()
  const want = exported(text('tintype.d.cts'))
  assert.deepEqual(want, ['TintypeError', 'createPool', 'load'])
  for (const name of ['tintype.mjs', 'browser.mjs', 'workerd.mjs', 'tintype.cjs']) assert.deepEqual(exported(text(name)), want, name)
})

test('what no other runtime has is used in one place only', () => {
  for (const name of ['avif', 'bytes', 'errors', 'guest', 'input', 'keep', 'library', 'metadata', 'pool', 'query', 'run', 'serve', 'table', 'tiff', 'wasi', 'browser', 'web', 'web-worker', 'workerd']) {
    const code = readFileSync(join(repository, 'shim/node', `${name}.mjs`), 'utf8').replace(/^\s*\/\/.*$/gm, '')
    assert.doesNotMatch(code, /\bBuffer\b|from 'node:/, name)
  }
})
