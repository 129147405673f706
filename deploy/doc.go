// Package deploy deploys a package to Lambda@Edge: as a new stack for a bucket, or
// attached to an existing distribution. It also rolls back to an earlier version, and
// removes everything.
//
// Each command reads the state of the account, prints its changes as a list of steps,
// asks for confirmation, and carries out the steps in order. Steps can be repeated
// without harm, and all state is in the account (the stack, the artifact bucket, the
// distribution). So the next run continues where an interrupted one has stopped.
//
// template.yaml is the template for CloudFormation. Three things are not in it, since a
// stack would overwrite them: the policy of an existing bucket, an existing distribution,
// and the log groups that replicas create in their regions.
package deploy
