package deploy

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	v4 "github.com/aws/aws-sdk-go-v2/aws/signer/v4"
	"github.com/aws/smithy-go"
)

// Tokens are secret, and a configuration lies where others read it. So they may come
// from a file outside of the checkout, or from a parameter of Systems Manager, one a
// line or separated by commas, the one to sign with first.

// withTokens puts the tokens into a configuration. Whoever names some wants signatures:
// they are required unless the configuration says otherwise.
func (d *Deployer) withTokens(ctx context.Context, config []byte) ([]byte, error) {
	if d.Tokens == "" {
		return config, nil
	}
	tokens, err := d.readTokens(ctx)
	if err != nil {
		return nil, err
	}
	root, signing := map[string]json.RawMessage{}, map[string]json.RawMessage{}
	if len(bytes.TrimSpace(config)) > 0 {
		if err := json.Unmarshal(config, &root); err != nil {
			return nil, fmt.Errorf("configuration: %w", err)
		}
	}
	if root["signing"] != nil {
		if err := json.Unmarshal(root["signing"], &signing); err != nil {
			return nil, fmt.Errorf("configuration: signing: %w", err)
		}
	}
	signing["tokens"], _ = json.Marshal(tokens)
	if signing["required"] == nil {
		signing["required"] = json.RawMessage("true")
	}
	root["signing"], _ = json.Marshal(signing)
	return json.MarshalIndent(root, "", "  ")
}

func (d *Deployer) readTokens(ctx context.Context) ([]string, error) {
	text := ""
	if path, found := strings.CutPrefix(d.Tokens, "file:"); found {
		data, err := os.ReadFile(path)
		if err != nil {
			return nil, fmt.Errorf("tokens: %w", err)
		}
		text = string(data)
	} else if name, found := strings.CutPrefix(d.Tokens, "ssm:"); found && name != "" {
		var err error
		if text, err = d.AWS.parameter(ctx, name); err != nil {
			return nil, explain("tokens: parameter "+name, err)
		}
	} else {
		return nil, fmt.Errorf("tokens: got %q, want file:PATH or ssm:NAME", d.Tokens)
	}
	tokens := strings.FieldsFunc(text, func(c rune) bool { return c == ',' || c == '\n' || c == '\r' || c == ' ' || c == '\t' })
	if len(tokens) == 0 {
		return nil, fmt.Errorf("tokens: got none from %s, want at least one", d.Tokens)
	}
	return tokens, nil
}

// parameter reads a parameter of Systems Manager, decrypted. It is the one call to that
// service, and too little for a client of its own: JSON 1.1, signed like all others.
// https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html
func (c *Clients) parameter(ctx context.Context, name string) (string, error) {
	address := "https://ssm." + Region + ".amazonaws.com/"
	if c.config.BaseEndpoint != nil {
		address = *c.config.BaseEndpoint
	}
	body, _ := json.Marshal(map[string]any{"Name": name, "WithDecryption": true})
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return "", err
	}
	request.Header.Set("Content-Type", "application/x-amz-json-1.1")
	request.Header.Set("X-Amz-Target", "AmazonSSM.GetParameter")
	who, err := c.config.Credentials.Retrieve(ctx)
	if err != nil {
		return "", errNoCredentials
	}
	sum := sha256.Sum256(body)
	if err := v4.NewSigner().SignHTTP(ctx, who, request, hex.EncodeToString(sum[:]), "ssm", Region, c.now()); err != nil {
		return "", err
	}
	var client aws.HTTPClient = http.DefaultClient
	if c.config.HTTPClient != nil {
		client = c.config.HTTPClient
	}
	response, err := client.Do(request)
	if err != nil {
		return "", err
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 1<<20))
	if err != nil {
		return "", err
	}
	var out struct {
		Type, Message string
		Code          string `json:"__type"`
		Parameter     struct{ Value string }
	}
	if err := json.Unmarshal(answer, &out); err != nil {
		return "", fmt.Errorf("status %d: %w", response.StatusCode, err)
	}
	if response.StatusCode != http.StatusOK {
		code := out.Code[strings.LastIndexByte(out.Code, '#')+1:]
		if code == "ParameterNotFound" {
			return "", errors.New("there is none of that name in " + Region)
		}
		return "", &smithy.GenericAPIError{Code: code, Message: out.Message}
	}
	return out.Parameter.Value, nil
}
