// Package simd is what the kernels of all packages share: loads, stores, narrowing and
// the steps of transpositions. Everything in it is small enough to be inlined, since a
// call costs a kernel more than it does. What differs between the vectors of one
// architecture and another has its place here; the package is empty where there are
// none, and kernels are written in Go without vectors then.
//
// Kernels do whole vectors and leave the end of a row to their scalar form, so that
// nothing is read or written beside a row.
package simd
