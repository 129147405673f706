// The npm package: packed, installed somewhere else, and used from there.

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
  assert.deepEqual(names, ['guest.mjs', 'package.json', 'tintype.d.ts', 'tintype.mjs', 'tintype.wasm', 'wasi.mjs'])
  writeFileSync(join(dir, 'package.json'), '{"private":true}')
  npm('install', join(dir, filename))
  const script = `
    import { load } from 'tintype'
    const [file] = process.argv.slice(1)
    const { body, contentType, info } = (await load()).transform(process.getBuiltinModule('node:fs').readFileSync(file), 'w=100')
    console.log(JSON.stringify([body.length > 100, contentType, info.width, info.source.format]))`
  const sample = join(repository, 'testdata/samples/landscape.jpg')
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script, sample], { cwd: dir, encoding: 'utf8' })
  assert.deepEqual(JSON.parse(printed), [true, 'image/jpeg', 100, 'jpg'])
})

test('the types name what the module exports', () => {
  const types = readFileSync(join(repository, 'shim/node/tintype.d.ts'), 'utf8')
  const code = readFileSync(join(repository, 'shim/node/tintype.mjs'), 'utf8')
  for (const [, name] of code.matchAll(/^export (?:async )?function (\w+)/gm)) assert.match(types, new RegExp(`export function ${name}\\(`))
})
