// tintype from the unzipped package: the same files that Lambda@Edge gets.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export default async function load() {
  const { load } = await import(pathToFileURL(join(process.env.TINTYPE_PACKAGE, 'tintype.mjs')))
  const tintype = await load()
  return (bytes, want, query) => tintype.transform(bytes, query).body
}
