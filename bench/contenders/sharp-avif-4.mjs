// sharp's AVIF at effort 4.
import { load } from './sharp.mjs'

export default load(4)
