package deploy

import (
	"bytes"
	"encoding/json"
	"fmt"
	"reflect"
)

// A bucket's policy as far as it has to be understood. Other members and other
// statements are carried along as they are written.

// maxPolicy is what S3 takes, in bytes.
const maxPolicy = 20 << 10

// policySid marks the statement of a distribution.
func policySid(distribution string) string { return "Tintype" + distribution }

// readStatement lets one distribution read a bucket through its origin access
// control.
func readStatement(account, bucket, distribution string) json.RawMessage {
	text, _ := json.Marshal(map[string]any{
		"Sid":       policySid(distribution),
		"Effect":    "Allow",
		"Principal": map[string]string{"Service": "cloudfront.amazonaws.com"},
		"Action":    "s3:GetObject",
		"Resource":  "arn:aws:s3:::" + bucket + "/*",
		"Condition": map[string]any{"StringEquals": map[string]string{
			"AWS:SourceArn": "arn:aws:cloudfront::" + account + ":distribution/" + distribution,
		}},
	})
	return text
}

// parsePolicy splits a policy into its members and its statements. "" is none.
func parsePolicy(text string) (members map[string]json.RawMessage, statements []json.RawMessage, err error) {
	members = map[string]json.RawMessage{}
	if text == "" {
		members["Version"] = json.RawMessage(`"2012-10-17"`)
		return members, nil, nil
	}
	if err := json.Unmarshal([]byte(text), &members); err != nil {
		return nil, nil, fmt.Errorf("policy: %w", err)
	}
	all := bytes.TrimSpace(members["Statement"])
	if len(all) > 0 && all[0] == '{' {
		return members, []json.RawMessage{all}, nil
	}
	if len(all) > 0 {
		err = json.Unmarshal(all, &statements)
	}
	return members, statements, err
}

func sidOf(statement json.RawMessage) string {
	var s struct{ Sid string }
	json.Unmarshal(statement, &s)
	return s.Sid
}

// withStatement returns a policy with the statement in place of the one of the
// same Sid. changed is false where it was there already.
func withStatement(policy string, statement json.RawMessage) (merged string, changed bool, err error) {
	members, statements, err := parsePolicy(policy)
	if err != nil {
		return "", false, err
	}
	at := len(statements)
	for i, s := range statements {
		if sidOf(s) != sidOf(statement) {
			continue
		}
		if equalJSON(s, statement) {
			return policy, false, nil
		}
		at = i
	}
	statements = append(statements[:at:at], append([]json.RawMessage{statement}, statements[min(at+1, len(statements)):]...)...)
	merged, err = assemble(members, statements)
	if err == nil && len(merged) > maxPolicy {
		err = fmt.Errorf("policy: it would have %d bytes, S3 takes %d", len(merged), maxPolicy)
	}
	return merged, true, err
}

// withoutStatement returns a policy without the statement of a Sid, "" where no
// other is left.
func withoutStatement(policy, sid string) (rest string, changed bool, err error) {
	members, statements, err := parsePolicy(policy)
	if err != nil {
		return "", false, err
	}
	var kept []json.RawMessage
	for _, s := range statements {
		if sidOf(s) != sid {
			kept = append(kept, s)
		}
	}
	if len(kept) == len(statements) {
		return policy, false, nil
	}
	if len(kept) == 0 {
		return "", true, nil
	}
	rest, err = assemble(members, kept)
	return rest, true, err
}

func assemble(members map[string]json.RawMessage, statements []json.RawMessage) (string, error) {
	list, err := json.Marshal(statements)
	if err != nil {
		return "", err
	}
	members["Statement"] = list
	text, err := json.Marshal(members)
	return string(text), err
}

// samePolicy compares two policies by what they say. One statement and a list of
// it say the same.
func samePolicy(a, b string) bool {
	am, as, aerr := parsePolicy(a)
	bm, bs, berr := parsePolicy(b)
	if aerr != nil || berr != nil || len(as) != len(bs) || (a == "") != (b == "") {
		return false
	}
	delete(am, "Statement")
	delete(bm, "Statement")
	for i := range as {
		if !equalJSON(as[i], bs[i]) {
			return false
		}
	}
	left, _ := json.Marshal(am)
	right, _ := json.Marshal(bm)
	return equalJSON(left, right)
}

func equalJSON(a, b []byte) bool {
	var x, y any
	return json.Unmarshal(a, &x) == nil && json.Unmarshal(b, &y) == nil && reflect.DeepEqual(x, y)
}
