// sharp on its own WebAssembly build, which it takes where it finds no native
// one: so the native one is hidden from it.
import { Module } from 'node:module'

const resolve = Module._resolveFilename
Module._resolveFilename = function (request, ...rest) {
  if (/^@img\/sharp-(linux|darwin|win32)/.test(request)) throw Object.assign(new Error(request), { code: 'MODULE_NOT_FOUND' })
  return resolve.call(this, request, ...rest)
}

export { default } from './sharp.mjs'
