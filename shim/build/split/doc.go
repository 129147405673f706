// Package split takes a module that Go's linker made apart in two, so that an engine
// that compiles lazily has less to read before the first call.
//
// An engine's cost of loading a module grows with its bytes: they are read, copied and
// taken apart even where no function of theirs is ever called. The core has what
// ordinary calls run, and everything that is not code: memory, data, globals, table and
// exports. The rest has the other functions and nothing else. It is loaded when one of
// them is called for the first time, and never where none is.
//
// # How a call gets there
//
// Go's linker puts every function into the module's table, function i at element
// base+i, since closures and resumed goroutines call by number. So a number in the table
// is a name that both parts know:
//
//	whole                     core                          rest
//
//	func 18                   func 18                       imports: memory, table,
//	  call 19                   i32.const base+19             globals of the core
//	                            call_indirect
//	func 19                   func 19: a stub               func 0 (was 19)
//	  …                         local.get 0                   …
//	  call 18                   i32.const base+19             i32.const base+18
//	                            call lazy                     call_indirect
//	                          func lazy (block, element)    elements: base+19: func 0
//	                            call load   ;; an import
//	                            local.get 0
//	                            local.get 1
//	                            call_indirect
//
// A call that stays within its part is a direct call as before. One that leads to the
// other part goes through the table, and so does each call in the rest of a function of
// the core. Until the rest is there its elements hold stubs. A stub calls load, by which
// the host instantiates the rest with the core's exports; the rest's elements overwrite
// the stubs. Then the stub calls what its element now holds, with the argument that it
// got: every function of Go's own convention takes the number of a block and returns
// whether it unwinds, so a stub is resumed, and unwinds, as the function itself would.
//
// All state lies in the memory and the globals, which both parts share. So nothing is
// copied when the rest comes, and it may come at any call: within a collection, or on a
// goroutine's stack.
//
// # What stays
//
// Functions of another type (helpers in assembly, exports) and those that call an import
// stay in the core, whatever is asked for. Of helpers that have no element (flow.Shorten
// makes them) both parts have a copy. So the rest has no import but those of the
// core, and no export.
//
// Both parts name each other: the core imports load from, and the rest everything from, a
// module whose name has a hash of the whole and of what was moved. Parts of two builds do
// not link.
package split
