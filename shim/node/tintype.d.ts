export * from './tintype.cjs'
