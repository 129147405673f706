package deploy

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation"
	"github.com/aws/aws-sdk-go-v2/service/cloudformation/types"
)

// How often the stack is looked at, and how long it may take. A distribution
// alone takes minutes.
const (
	stackPause = 5 * time.Second
	stackLimit = time.Hour
)

// stackInput is what a stack is made from.
type stackInput struct {
	template   string
	parameters map[string]string
	tags       map[string]string // of everything in the stack
}

// same reports whether CloudFormation would find nothing to change. Parameters
// that only after has are new ones of the template.
func (a stackInput) same(b stackInput) bool {
	return strings.TrimSpace(a.template) == strings.TrimSpace(b.template) && maps.Equal(a.parameters, b.parameters) && maps.Equal(a.tags, b.tags)
}

// stack is what CloudFormation says of one.
type stack struct {
	stackInput
	status  types.StackStatus // "" where there is none
	id      string
	outputs map[string]string
	reason  string
}

// exists reports whether the stack has resources. One whose first change set was
// never executed has none.
func (s *stack) exists() bool {
	return s.status != "" && s.status != types.StackStatusReviewInProgress && s.status != types.StackStatusDeleteComplete
}

// missingStack recognizes CloudFormation's answer for a name that it does not know.
func missingStack(err error) bool {
	return hasCode(err, "ValidationError") && strings.Contains(errorMessage(err), "does not exist")
}

// describeStack reads a stack without its template.
func (d *Deployer) describeStack(ctx context.Context, nameOrID string) (*stack, error) {
	out, err := d.AWS.stacks.DescribeStacks(ctx, &cloudformation.DescribeStacksInput{StackName: &nameOrID})
	if missingStack(err) {
		return &stack{}, nil
	}
	if err != nil {
		return nil, explain("stack "+d.Stack, err)
	}
	if len(out.Stacks) != 1 {
		return nil, fmt.Errorf("stack %s: got %d of that name, want 1", d.Stack, len(out.Stacks))
	}
	got := out.Stacks[0]
	s := &stack{status: got.StackStatus, id: aws.ToString(got.StackId), reason: aws.ToString(got.StackStatusReason), outputs: map[string]string{}}
	s.parameters = map[string]string{}
	for _, p := range got.Parameters {
		s.parameters[aws.ToString(p.ParameterKey)] = aws.ToString(p.ParameterValue)
	}
	s.tags = map[string]string{}
	for _, t := range got.Tags {
		s.tags[aws.ToString(t.Key)] = aws.ToString(t.Value)
	}
	for _, o := range got.Outputs {
		s.outputs[aws.ToString(o.OutputKey)] = aws.ToString(o.OutputValue)
	}
	return s, nil
}

// readStack reads the stack and its template. Where an operation is under way,
// an interrupted run's perhaps, it waits for its end.
func (d *Deployer) readStack(ctx context.Context) (*stack, error) {
	s, err := d.describeStack(ctx, d.Stack)
	if err != nil {
		return nil, err
	}
	if moving(s.status) {
		d.say("stack %s: %s, waiting for its end", d.Stack, s.status)
		if s, err = d.awaitStack(ctx, s.id); err != nil {
			return nil, err
		}
	}
	if !s.exists() {
		return s, nil
	}
	out, err := d.AWS.stacks.GetTemplate(ctx, &cloudformation.GetTemplateInput{StackName: &d.Stack, TemplateStage: types.TemplateStageOriginal})
	if err != nil {
		return nil, explain("stack "+d.Stack, err)
	}
	s.template = aws.ToString(out.TemplateBody)
	return s, nil
}

// moving reports whether an operation is under way.
func moving(status types.StackStatus) bool {
	return strings.HasSuffix(string(status), "_IN_PROGRESS") && status != types.StackStatusReviewInProgress
}

// failed reports whether the last operation did not come to the end it was for.
func failed(status types.StackStatus) bool {
	s := string(status)
	return strings.HasSuffix(s, "_FAILED") || strings.Contains(s, "ROLLBACK")
}

// dead reports whether nothing can be done with the stack but to delete it:
// its creation failed.
func (s *stack) dead() bool {
	return s.status == types.StackStatusRollbackComplete || s.status == types.StackStatusRollbackFailed || s.status == types.StackStatusCreateFailed
}

// awaitStack reports progress until the operation under way ends.
func (d *Deployer) awaitStack(ctx context.Context, id string) (s *stack, err error) {
	seen := map[string]bool{}
	err = d.poll(ctx, stackPause, stackLimit, "stack "+d.Stack, func() (bool, error) {
		if s, err = d.describeStack(ctx, id); err != nil {
			return false, err
		}
		if err := d.reportEvents(ctx, id, seen); err != nil {
			return false, err
		}
		return !moving(s.status), nil
	})
	return s, err
}

// reportEvents prints what the operation under way has done to the resources and
// was not printed yet.
func (d *Deployer) reportEvents(ctx context.Context, id string, seen map[string]bool) error {
	out, err := d.AWS.stacks.DescribeStackEvents(ctx, &cloudformation.DescribeStackEventsInput{StackName: &id})
	if missingStack(err) {
		return nil
	}
	if err != nil {
		return explain("stack "+d.Stack, err)
	}
	events := out.StackEvents // the newest first
	if start := slices.IndexFunc(events, beginsOperation); start >= 0 {
		events = events[:start]
	}
	for _, e := range slices.Backward(events) {
		if key := aws.ToString(e.EventId); !seen[key] && e.Timestamp != nil {
			seen[key] = true
			d.reportEvent(e)
		}
	}
	return nil
}

// beginsOperation recognizes the event with which an operation on a stack begins.
func beginsOperation(e types.StackEvent) bool {
	if aws.ToString(e.PhysicalResourceId) != aws.ToString(e.StackId) {
		return false
	}
	switch e.ResourceStatus {
	case types.ResourceStatusCreateInProgress, types.ResourceStatusUpdateInProgress, types.ResourceStatusDeleteInProgress:
		return true
	}
	return false
}

// canceled is the reason of resources that were stopped since another failed.
const canceled = "cancelled"

func (d *Deployer) reportEvent(e types.StackEvent) {
	status, reason := string(e.ResourceStatus), aws.ToString(e.ResourceStatusReason)
	ended := strings.HasSuffix(status, "_COMPLETE") || strings.HasSuffix(status, "_FAILED")
	if !ended || aws.ToString(e.ResourceType) == "AWS::CloudFormation::Stack" || strings.Contains(reason, canceled) {
		return
	}
	d.say("  %s  %-16s %s", e.Timestamp.Format("15:04:05"), strings.ToLower(strings.ReplaceAll(status, "_", " ")), purpose(aws.ToString(e.LogicalResourceId)))
	if strings.HasSuffix(status, "_FAILED") && reason != "" {
		if w := words("", reason); w != "" {
			reason = w + " (" + reason + ")"
		}
		d.say("            %s", reason)
	}
}

// changeSet is a plan of CloudFormation's that waits to be executed.
type changeSet struct {
	name    string
	stackID string
	changes []change
}

// noChanges are the reasons of a change set that failed for want of changes.
var noChanges = []string{"didn't contain changes", "No updates are to be performed"}

// makeChangeSet has CloudFormation say what it would do. nil is nothing.
func (d *Deployer) makeChangeSet(ctx context.Context, current *stack, want stackInput) (*changeSet, error) {
	kind := types.ChangeSetTypeUpdate
	if !current.exists() {
		kind = types.ChangeSetTypeCreate
	}
	name := "tintype-" + d.Now().UTC().Format("20060102-150405-") + randomHex()
	created, err := d.AWS.stacks.CreateChangeSet(ctx, &cloudformation.CreateChangeSetInput{
		StackName: &d.Stack, ChangeSetName: &name, ChangeSetType: kind,
		TemplateBody: &want.template, Parameters: parameters(want.parameters), Tags: stackTags(want.tags),
		Capabilities: []types.Capability{types.CapabilityCapabilityIam},
	})
	if err != nil {
		return nil, explain("stack "+d.Stack, err)
	}
	set := &changeSet{name: name, stackID: aws.ToString(created.StackId)}
	var got *cloudformation.DescribeChangeSetOutput
	err = d.poll(ctx, 2*time.Second, 10*time.Minute, "change set", func() (bool, error) {
		got, err = d.AWS.stacks.DescribeChangeSet(ctx, &cloudformation.DescribeChangeSetInput{StackName: &set.stackID, ChangeSetName: &name})
		if err != nil {
			return false, explain("change set", err)
		}
		return got.Status == types.ChangeSetStatusCreateComplete || got.Status == types.ChangeSetStatusFailed, nil
	})
	if err != nil {
		return nil, err
	}
	if got.Status == types.ChangeSetStatusCreateComplete {
		set.changes = changesOfSet(got.Changes)
		return set, nil
	}
	if err := d.dropChangeSet(ctx, current, set); err != nil {
		return nil, err
	}
	reason := aws.ToString(got.StatusReason)
	for _, phrase := range noChanges {
		if strings.Contains(reason, phrase) {
			return nil, nil
		}
	}
	return nil, fmt.Errorf("stack %s: CloudFormation refuses the change: %s", d.Stack, reason)
}

// dropChangeSet takes a change set back, and the empty stack that came with it.
func (d *Deployer) dropChangeSet(ctx context.Context, current *stack, set *changeSet) error {
	var err error
	if current.exists() {
		_, err = d.AWS.stacks.DeleteChangeSet(ctx, &cloudformation.DeleteChangeSetInput{StackName: &set.stackID, ChangeSetName: &set.name})
	} else {
		_, err = d.AWS.stacks.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &set.stackID})
	}
	return explain("change set", err)
}

// execute carries out a change set and waits for its end.
func (d *Deployer) execute(ctx context.Context, set *changeSet) error {
	_, err := d.AWS.stacks.ExecuteChangeSet(ctx, &cloudformation.ExecuteChangeSetInput{StackName: &set.stackID, ChangeSetName: &set.name})
	if err != nil {
		return explain("stack "+d.Stack, err)
	}
	s, err := d.awaitStack(ctx, set.stackID)
	if err != nil {
		return err
	}
	if failed(s.status) {
		return fmt.Errorf("stack %s: %s; CloudFormation went back to what was before, and the reasons stand above", d.Stack, s.status)
	}
	return nil
}

// clearStack deletes a stack whose creation failed, or ends a rollback that got stuck.
func (d *Deployer) clearStack(ctx context.Context, s *stack) error {
	if s.status == types.StackStatusUpdateRollbackFailed {
		_, err := d.AWS.stacks.ContinueUpdateRollback(ctx, &cloudformation.ContinueUpdateRollbackInput{StackName: &s.id})
		if err != nil {
			return explain("stack "+d.Stack, err)
		}
	} else if _, err := d.AWS.stacks.DeleteStack(ctx, &cloudformation.DeleteStackInput{StackName: &s.id}); err != nil {
		return explain("stack "+d.Stack, err)
	}
	after, err := d.awaitStack(ctx, s.id)
	if err != nil {
		return err
	}
	if after.exists() && failed(after.status) && after.status != types.StackStatusUpdateRollbackComplete {
		return errors.New("stack " + d.Stack + ": could not be cleared away, " + string(after.status) + "; the reasons stand above")
	}
	return nil
}

func parameters(values map[string]string) []types.Parameter {
	var out []types.Parameter
	for _, name := range slices.Sorted(maps.Keys(values)) {
		out = append(out, types.Parameter{ParameterKey: aws.String(name), ParameterValue: aws.String(values[name])})
	}
	return out
}

// stackTags is never nil, since no list would leave a stack's tags as they are.
func stackTags(values map[string]string) []types.Tag {
	out := []types.Tag{}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		out = append(out, types.Tag{Key: aws.String(name), Value: aws.String(values[name])})
	}
	return out
}

func randomHex() string {
	var b [4]byte
	rand.Read(b[:])
	return hex.EncodeToString(b[:])
}
