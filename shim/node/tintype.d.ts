/** Options of {@link load}. */
export interface LoadOptions {
  /** The bytes of another guest than tintype.wasm beside this file. */
  wasm?: Uint8Array | ArrayBuffer
}

/** What a picture is. */
export interface Picture {
  /** Pixels. */
  width: number
  height: number
  /** As the parameter fm names it: "jpg", "png", "webp", "gif"… */
  format: string
}

/** What {@link Tintype.transform} made of a source. */
export interface Result {
  /** The encoded picture; a copy, the caller's own. */
  body: Uint8Array
  /** The media type of body, such as "image/jpeg". */
  contentType: string
  info: Info
}

/** What an output is, and what it was made from. */
export interface Info extends Picture {
  /** Of a lossy format, after a limit of bytes was met; else 0. */
  quality: number
  /** What was given up for a limit of bytes, in the query's words: "q=41&w=812"; else "". */
  fit: string
  /**
   * The output is the source's own coded image, without metadata: nothing of it was to change, and a new file would
   * not have been smaller.
   */
  kept: boolean
  /** Keys of mark and blend that were left out: the library has no images but the source. */
  missing: string[]
  /** As it is seen, EXIF orientation applied. */
  source: Picture
}

/**
 * What a bad parameter or an unusable source throws. `message` is one line for
 * people; `code` is a stable string for programs: "parameter" for a bad query,
 * "source_unsupported", "source_damaged", "source_too_large", "output_too_large",
 * "format_unsupported", and "internal" for a failure of tintype itself.
 */
export interface TintypeError extends Error {
  code: string
}

/** A loaded tintype. Its memory is freed with it. */
export interface Tintype {
  /**
   * Transforms a picture, synchronously.
   *
   * @param source an encoded picture: JPEG, PNG, GIF, WebP, TIFF or BMP
   * @param query the parameters as in a URL, "w=720&fm=jpg&q=80"
   * @throws {TintypeError}
   */
  transform(source: Uint8Array | ArrayBuffer, query: string): Result
}

/**
 * Compiles and instantiates tintype. Two flags of V8 stay as it sets them, for the
 * whole process: functions of wasm modules are optimised later than usual
 * (--wasm-tiering-budget) and one at a time (--wasm-num-compilation-tasks).
 */
export function load(options?: LoadOptions): Promise<Tintype>
