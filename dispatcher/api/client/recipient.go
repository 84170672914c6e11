package client

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// Recipient does in a browser's stead what a person does with the link in
// their letter. HTTP follows redirects; http.DefaultClient when it is nil.
type Recipient struct{ HTTP *http.Client }

// pageSize is the most that is read of a page, in bytes.
const pageSize = 1 << 20

var button = regexp.MustCompile(`<button [^>]*name="confirm" value="([a-z]+)"`)

// Acknowledge opens the page and presses its button. A page that is confirmed
// already is left as it is.
func (r Recipient) Acknowledge(ctx context.Context, page string) error {
	html, err := r.visit(ctx, http.MethodGet, page, nil)
	if err != nil {
		return fmt.Errorf("client: open the person's page: %w", err)
	}
	b := button.FindStringSubmatch(html)
	if b == nil {
		return nil
	}
	html, err = r.visit(ctx, http.MethodPost, page, url.Values{"confirm": {b[1]}})
	if err != nil {
		return fmt.Errorf("client: confirm on the person's page: %w", err)
	}
	if button.MatchString(html) {
		return fmt.Errorf("client: confirm on the person's page: it still asks")
	}
	return nil
}

// visit returns the page that an exchange ends on. Its errors do not repeat
// the address, whose token is the person's.
func (r Recipient) visit(ctx context.Context, method, page string, form url.Values) (string, error) {
	req, err := http.NewRequestWithContext(ctx, method, page, strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("the address does not read")
	}
	if form != nil {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	hc := r.HTTP
	if hc == nil {
		hc = http.DefaultClient
	}
	res, err := hc.Do(req)
	if err != nil {
		return "", cause(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, pageSize))
	if err != nil {
		return "", cause(err)
	}
	if res.StatusCode != http.StatusOK {
		return "", fmt.Errorf("the server answers %s", res.Status)
	}
	return string(body), nil
}
