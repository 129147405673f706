// tintype for require(), in every Node: what it returns is the ES module's.

const loaded = () => import('./tintype.mjs')

// The same test as that of the class that throws them (errors.mjs).
class TintypeError extends Error {
  constructor(code, message, options) {
    super(message, options)
    this.code = code
  }

  get name() {
    return 'TintypeError'
  }

  static [Symbol.hasInstance](value) {
    return value instanceof Error && value.name === 'TintypeError' && typeof value.code === 'string'
  }
}

exports.load = async (options) => (await loaded()).load(options)
exports.createPool = async (options) => (await loaded()).createPool(options)
exports.TintypeError = TintypeError
