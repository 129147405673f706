// Package deploy takes a package from a disk to the edge and back: a new stack
// over a bucket, an association on a distribution that exists, the version
// before, and the removal of everything.
//
// Each command looks first, writes what it would change as a list of steps, asks,
// and takes the steps in order. A step is done again without harm, and the state
// lives in the account (the stack, the artifact bucket, the distribution), so a
// run that was interrupted is carried on by the next.
//
// template.yaml is what CloudFormation makes. Three things are outside of it,
// since a stack would overwrite them: the policy of a bucket that was there
// before, a distribution that was there before, and the log groups that replicas
// make in their own regions.
package deploy
