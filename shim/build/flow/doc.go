// Package flow rebuilds structured control flow in WebAssembly modules that Go's
// compiler made. Structure changes no instruction that computes anything: only how a
// function gets from one basic block to the next. Simplify leaves out
// what says nothing, and Shorten then writes in fewer instructions what Go writes in many.
//
// # What Go emits
//
// A goroutine can be suspended at every call. Go then unwinds WebAssembly's stack,
// each function returning 1, and later calls the functions again at the block that
// follows the call. So every function takes the number of a block, PC_B, as its only
// parameter, and begins with a table of all blocks (cmd/internal/obj/wasm,
// preprocess):
//
//	block                     ;; unwindExit: return 1
//	  loop                    ;; entryPointLoop
//	    block … block block   ;; one more than there are resume points
//	      local.get 0
//	      br_table …          ;; PC_B to block
//	    end
//	    …segment 0…           ;; each end closes one of the blocks above
//	    end
//	    …segment 1…
//	      i32.const 7         ;; a jump: the number of the block,
//	      local.set 0
//	      br 5                ;; and back to entryPointLoop
//
// Every jump, of loops too, goes through that table. An engine sees one large loop
// around a switch: no loop that it could optimize as such, no range of a value, and
// an indirect jump a turn.
//
// # What this package makes of it
//
// The segments are the nodes of a graph; the constants before the jumps are its
// edges. Only few segments can be entered from outside: the first one, and those that
// follow a call that may be resumed. These are the roots. A node D, the dispatcher,
// stands before them. All else is inside the dominator tree below D, and becomes
// nested blocks and loops by Ramsey's "Beyond Relooper" (ICFP 2022). A function with
// one root, its entry, loses the table. In the others the table leads to the
// roots alone, and is used for jumps backward to them: the loops between
// two resumable calls are loops. A loop with two entries, which WebAssembly has not, gets
// a further root.
//
// The jump of the example becomes one of
//
//	br 2                      ;; to the end of a block, after which segment 7 stands
//	br 1                      ;; to the head of a loop that segment 7 begins
//	…segment 7…               ;; in place, where nothing else jumps to it
//
// # Why a segment that is no root is never entered from outside
//
// The number of a block reaches a function in three ways. A call passes 0. A return
// address on Go's stack, which holds the number as its low 16 bits, is entered when the
// callee has completed after an unwinding; these are the constants that are
// stored before each call. And the runtime enters at a deferred call's return after a
// panic was recovered, at the return address less one; such a call begins its
// segment.
//
// So the segment of a return address is a root, unless the callee never
// completes (noReturn): it reaches no return, and it does not switch stacks, which
// is how the runtime suspends a goroutine behind a call (mcall, gogo): SP becomes something
// else than itself and a constant. panicIndex, sigpanic and their kin are found that way,
// by no name. morestack's return address is the
// number 0: the function starts anew. A segment that begins with a call is a root
// wherever a function can be resumed at all. What is no root leads to a trap in the
// table, so that an error in this reasoning stops the guest instead of misleading it.
//
// A function of another shape, such as one that was rebuilt before, stays as it is. Structure says how many did and why.
package flow
