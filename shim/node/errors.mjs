// What the library throws.

// TintypeError is why a source, a query or an option could not be used. It is
// recognized by its name, so that one from a worker, or from the CommonJS entry, is
// an instance as well.
export class TintypeError extends Error {
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
