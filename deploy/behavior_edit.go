package deploy

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/cloudfront/types"
)

// behaviorText is a behavior in the text of its distribution's configuration.
type behaviorText struct {
	*document
	pattern string
}

// at is where the behavior stands now, nil for nowhere.
func (b behaviorText) at() *element {
	if b.pattern == defaultBehavior {
		return b.root.child("DefaultCacheBehavior")
	}
	items := b.root.below("CacheBehaviors", "Items")
	if items == nil {
		return nil
	}
	for _, e := range items.children {
		if e.name == "CacheBehavior" && b.value(e.child("PathPattern")) == b.pattern {
			return e
		}
	}
	return nil
}

// association is one of the two lists of functions that a behavior has.
type association struct{ list, item, arn, rest string }

var (
	lambdaAssociation   = association{"LambdaFunctionAssociations", "LambdaFunctionAssociation", "LambdaFunctionARN", "<IncludeBody>false</IncludeBody>"}
	functionAssociation = association{"FunctionAssociations", "FunctionAssociation", "FunctionARN", ""}
)

// associate puts a function on an event, in the place of what is there; "" takes that away.
func (b behaviorText) associate(kind association, event types.EventType, arn string) error {
	list := b.at().child(kind.list)
	for _, item := range itemsOf(list) {
		switch {
		case b.value(item.child("EventType")) != string(event):
		case arn != "":
			return b.put(item, kind.arn, arn)
		default:
			return b.removeItem(item, kind.list)
		}
	}
	if arn == "" {
		return nil
	}
	return b.addItem(kind.list, "<"+kind.item+">"+simple(kind.arn, arn)+simple("EventType", string(event))+kind.rest+"</"+kind.item+">")
}

// itemsOf are the elements of a list as CloudFront writes one: a Quantity, and Items where
// there are any.
func itemsOf(list *element) []*element {
	if items := list.child("Items"); items != nil {
		return items.children
	}
	return nil
}

// addItem adds to a list of the behavior.
func (b behaviorText) addItem(list, text string) error {
	at := b.at().child(list)
	if at == nil {
		return b.add(b.at(), "<"+list+">"+simple("Quantity", "1")+"<Items>"+text+"</Items></"+list+">")
	}
	var err error
	if items := at.child("Items"); items != nil {
		err = b.add(items, text)
	} else {
		err = b.insert(at, at.behind("Quantity"), "", "<Items>"+text+"</Items>")
	}
	if err != nil {
		return err
	}
	return b.count(list)
}

// removeItem takes an item out of a list of the behavior.
func (b behaviorText) removeItem(item *element, list string) error {
	if err := b.remove(item); err != nil {
		return err
	}
	at := b.at().child(list)
	if len(itemsOf(at)) == 0 {
		if err := b.remove(at.child("Items")); err != nil {
			return err
		}
	}
	return b.count(list)
}

// count makes a list's Quantity true.
func (b behaviorText) count(list string) error {
	at := b.at().child(list)
	return b.put(at, "Quantity", strconv.Itoa(len(itemsOf(at))))
}

// attach puts the parts in, and leaves the rest alone. A cache policy does not go
// together with the values that stood in for one.
func (b behaviorText) attach(p parts, had *behavior) error {
	for _, name := range []string{"ForwardedValues", "MinTTL", "DefaultTTL", "MaxTTL"} {
		if err := b.remove(b.at().child(name)); err != nil {
			return err
		}
	}
	if err := b.put(b.at(), "CachePolicyId", p.cachePolicy); err != nil {
		return err
	}
	if err := b.point(p); err != nil {
		return err
	}
	if p.headers != "" && had.headers == "" {
		if err := b.put(b.at(), "ResponseHeadersPolicyId", p.headers); err != nil {
			return err
		}
	}
	switch {
	case !p.cors || had.takesOptions():
		return nil
	case b.at().child("AllowedMethods") == nil:
		return b.add(b.at(), readAndOptions)
	}
	return b.addItem("AllowedMethods", simple("Method", string(types.MethodOptions)))
}

// readAndOptions are the methods of a behavior that says nothing of them.
const readAndOptions = "<AllowedMethods><Quantity>3</Quantity><Items><Method>GET</Method><Method>HEAD</Method><Method>OPTIONS</Method></Items>" +
	"<CachedMethods><Quantity>2</Quantity><Items><Method>GET</Method><Method>HEAD</Method></Items></CachedMethods></AllowedMethods>"

// point puts the functions of a release on their events.
func (b behaviorText) point(p parts) error {
	if err := b.associate(lambdaAssociation, types.EventTypeOriginResponse, p.version); err != nil {
		return err
	}
	return b.associate(functionAssociation, types.EventTypeViewerRequest, p.viewerRequest)
}

// behaviorRecord is what a behavior had before, as undeploy needs it.
type behaviorRecord struct {
	Distribution string        `json:"distribution"`
	Behavior     string        `json:"behavior"`
	Settings     []keptSetting `json:"settings"`
	Options      bool          `json:"options,omitempty"` // OPTIONS was one of the methods
}

// keptSetting is an element of a behavior as it stood there.
type keptSetting struct {
	Name  string `json:"name"`
	After string `json:"after,omitempty"` // the element in front of it, "" for none
	Space string `json:"space,omitempty"` // the white space between the two
	XML   string `json:"xml"`
}

// The settings that attach changes, by what undeploy looks at before it gives them back.
var (
	cacheSettings  = []string{"CachePolicyId", "ForwardedValues", "MinTTL", "DefaultTTL", "MaxTTL"}
	headerSettings = []string{"ResponseHeadersPolicyId"}
	methodSettings = []string{"AllowedMethods"}
)

// record is what undeploy has to give back.
func (b behaviorText) record(distribution string, had *behavior) behaviorRecord {
	r := behaviorRecord{Distribution: distribution, Behavior: b.pattern, Options: had.takesOptions()}
	at := b.at()
	for _, e := range at.children {
		if isOne(e.name, cacheSettings, headerSettings, methodSettings) {
			after, space := b.before(at, e)
			r.Settings = append(r.Settings, keptSetting{e.name, after, space, b.raw(e)})
		}
	}
	return r
}

func isOne(name string, lists ...[]string) bool {
	for _, list := range lists {
		for _, n := range list {
			if n == name {
				return true
			}
		}
	}
	return false
}

// giveBack makes settings what a record says, each in its place.
func (b behaviorText) giveBack(r behaviorRecord, names []string) error {
	if len(r.Settings) == 0 {
		return fmt.Errorf("distribution %s, behavior %s: got a record of before without settings, want the release of tintype that wrote it", r.Distribution, r.Behavior)
	}
	for _, name := range names {
		if err := b.remove(b.at().child(name)); err != nil {
			return err
		}
	}
	for _, s := range r.Settings {
		if !isOne(s.Name, names) {
			continue
		}
		if err := b.insert(b.at(), b.at().behind(s.After), s.Space, s.XML); err != nil {
			return err
		}
	}
	return nil
}

// detach takes the parts of a function and a viewer request out and gives back
// what was there before. A cache policy that somebody has changed since stays.
func (b behaviorText) detach(p parts, has *behavior, before behaviorRecord) (changed bool, err error) {
	if arn := has.lambdaAt(types.EventTypeOriginResponse); arn != "" && unqualified(arn) == unqualified(p.version) {
		changed, err = true, b.associate(lambdaAssociation, types.EventTypeOriginResponse, "")
	}
	if arn := has.functionAt(types.EventTypeViewerRequest); err == nil && arn != "" && sameViewer(arn, p.viewerRequest) {
		changed, err = true, b.associate(functionAssociation, types.EventTypeViewerRequest, "")
	}
	if err == nil && has.cachePolicy != "" && has.cachePolicy == p.cachePolicy {
		changed, err = true, b.giveBack(before, cacheSettings)
	}
	if err == nil && has.headers != "" && has.headers == p.headers {
		changed, err = true, b.giveBack(before, headerSettings)
	}
	if err == nil && !before.Options && has.takesOptions() && len(has.methods.Items) == 3 {
		changed, err = true, b.takeOptions(before)
	}
	return changed, err
}

// takeOptions takes the method out that attach put in.
func (b behaviorText) takeOptions(before behaviorRecord) error {
	for _, s := range before.Settings {
		if s.Name != "AllowedMethods" {
			continue
		}
		for _, m := range itemsOf(b.at().child("AllowedMethods")) {
			if b.value(m) == string(types.MethodOptions) {
				return b.removeItem(m, "AllowedMethods")
			}
		}
	}
	return b.giveBack(before, methodSettings)
}
