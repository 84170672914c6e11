package sms_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/getkin/kin-openapi/routers/gorillamux"
	"github.com/google/go-cmp/cmp"

	"github.com/owabi/owabi/channels/sandbox"
	"github.com/owabi/owabi/channels/sms"
)

// description is where Twilio's OpenAPI description is once it is installed.
var description = filepath.Join("..", "sandbox", "openapi", "node_modules", "@twilio", "cli-core", "src", "services", "twilio-api", "twilio_api_v2010.json")

// customs stands between a sender and a sandbox, and holds both to Twilio's
// description of its API.
type customs struct {
	t       *testing.T
	router  routers.Router
	sandbox string
	mu      sync.Mutex
	passed  map[string]int // method, path and status
}

func newCustoms(t *testing.T, w *twilio) (*customs, *httptest.Server) {
	t.Helper()
	b, err := os.ReadFile(description)
	if err != nil {
		t.Fatalf("Twilio's OpenAPI description is not installed (%v): run\n\tmake need-openapi\nwhich fetches it from npm", err)
	}
	doc, err := openapi3.NewLoader().LoadFromData(b)
	if err != nil {
		t.Fatal(err)
	}
	keepOnly(doc, "/2010-04-01/Accounts/{Sid}.json", "/2010-04-01/Accounts/{AccountSid}/Messages.json", "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json")
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	c := &customs{t: t, router: router, sandbox: w.BaseURL(), passed: map[string]int{}}
	srv := httptest.NewServer(c)
	t.Cleanup(srv.Close)
	return c, srv
}

// keepOnly takes all other paths out: validating them is the slow part. Servers
// are Twilio's own; here there is another.
func keepOnly(doc *openapi3.T, paths ...string) {
	for path := range doc.Paths.Map() {
		if !slices.Contains(paths, path) {
			doc.Paths.Delete(path)
			continue
		}
		doc.Paths.Value(path).Servers = nil
	}
	doc.Servers = nil
}

// ServeHTTP implements http.Handler.
func (c *customs) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil {
		c.t.Error(err)
	}
	r.Body = io.NopCloser(bytes.NewReader(body))
	in := c.request(r)
	r.Body = io.NopCloser(bytes.NewReader(body))
	response, text := c.pass(r, body)
	c.response(in, response, text)
	maps.Copy(w.Header(), response.Header)
	w.WriteHeader(response.StatusCode)
	w.Write(text)
}

// request checks a request: that it is allowed, and that every parameter of it
// is known.
func (c *customs) request(r *http.Request) *openapi3filter.RequestValidationInput {
	route, path, err := c.router.FindRoute(r)
	if err != nil {
		c.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
		return nil
	}
	in := &openapi3filter.RequestValidationInput{Request: r, PathParams: path, Route: route, Options: &openapi3filter.Options{
		MultiError: true,
		AuthenticationFunc: func(_ context.Context, a *openapi3filter.AuthenticationInput) error {
			if _, _, ok := r.BasicAuth(); !ok || a.SecurityScheme.Scheme != "basic" {
				c.t.Error("the request is not signed as Twilio asks for")
			}
			return nil
		}}}
	if err := openapi3filter.ValidateRequest(r.Context(), in); err != nil {
		c.t.Errorf("%s %s: %v", r.Method, r.URL.Path, err)
	}
	c.known(in)
	return in
}

// known checks that the description has every parameter of a request.
func (c *customs) known(in *openapi3filter.RequestValidationInput) {
	var names []string
	for _, p := range in.Route.Operation.Parameters {
		names = append(names, p.Value.Name)
	}
	if b := in.Route.Operation.RequestBody; b != nil {
		schema := b.Value.Content.Get("application/x-www-form-urlencoded").Schema.Value
		names = slices.AppendSeq(names, maps.Keys(schema.Properties))
	}
	if err := in.Request.ParseForm(); err != nil {
		c.t.Error(err)
	}
	for name := range in.Request.Form {
		if !slices.Contains(names, name) {
			c.t.Errorf("%s %s: Twilio knows no parameter %s", in.Request.Method, in.Request.URL.Path, name)
		}
	}
}

// pass hands a request on.
func (c *customs) pass(r *http.Request, body []byte) (*http.Response, []byte) {
	q, err := http.NewRequestWithContext(r.Context(), r.Method, c.sandbox+r.URL.RequestURI(), bytes.NewReader(body))
	if err != nil {
		c.t.Fatal(err)
	}
	q.Header = r.Header
	response, err := http.DefaultTransport.RoundTrip(q)
	if err != nil {
		c.t.Error(err)
		panic(http.ErrAbortHandler)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		c.t.Error(err)
	}
	return response, text
}

// response checks an answer. What answers an error, Twilio's description does
// not say; its documentation does (docs/usage/twilios-response).
func (c *customs) response(in *openapi3filter.RequestValidationInput, r *http.Response, text []byte) {
	if in == nil {
		return
	}
	c.mu.Lock()
	c.passed[in.Request.Method+" "+in.Route.Path+" "+r.Status[:3]]++
	c.mu.Unlock()
	if r.StatusCode >= 400 {
		c.refusal(r, text)
		return
	}
	in.Options.IncludeResponseStatus = true
	out := &openapi3filter.ResponseValidationInput{RequestValidationInput: in, Status: r.StatusCode, Header: r.Header, Options: in.Options}
	out.SetBodyBytes(text)
	if err := openapi3filter.ValidateResponse(in.Request.Context(), out); err != nil {
		c.t.Errorf("answer to %s %s: %v", in.Request.Method, in.Request.URL.Path, err)
	}
	schema := in.Route.Operation.Responses.Status(r.StatusCode).Value.Content.Get("application/json").Schema.Value
	c.complete(schema, text)
}

// complete checks that an answer has the properties that Twilio's have, no
// fewer and no more; of a list, each of its messages too.
func (c *customs) complete(schema *openapi3.Schema, text []byte) {
	var object map[string]json.RawMessage
	if err := json.Unmarshal(text, &object); err != nil {
		c.t.Error(err)
		return
	}
	if d := cmp.Diff(slices.Sorted(maps.Keys(schema.Properties)), slices.Sorted(maps.Keys(object))); d != "" {
		c.t.Errorf("properties (-Twilio +sandbox):\n%s", d)
	}
	list := schema.Properties["messages"]
	if list == nil {
		return
	}
	var messages []json.RawMessage
	if err := json.Unmarshal(object["messages"], &messages); err != nil {
		c.t.Error(err)
	}
	for _, m := range messages {
		c.complete(list.Value.Items.Value, m)
	}
}

func (c *customs) refusal(r *http.Response, text []byte) {
	var refusal struct {
		Code     int    `json:"code"`
		Message  string `json:"message"`
		MoreInfo string `json:"more_info"`
		Status   int    `json:"status"`
	}
	d := json.NewDecoder(bytes.NewReader(text))
	d.DisallowUnknownFields()
	if err := d.Decode(&refusal); err != nil || refusal.Status != r.StatusCode || refusal.Code < 20000 || refusal.Message == "" ||
		!strings.HasPrefix(refusal.MoreInfo, "https://www.twilio.com/docs/errors/") {
		c.t.Errorf("refusal %d: %v: %s", r.StatusCode, err, text)
	}
}

// TestOpenAPI: every request that a Sender makes, and every answer of the
// sandbox, is as Twilio describes it.
func TestOpenAPI(t *testing.T) {
	t.Parallel()
	secret := filepath.Join(t.TempDir(), "key")
	if err := os.WriteFile(secret, []byte("keysecret"), 0o600); err != nil {
		t.Fatal(err)
	}
	const key = "SK00000000000000000000000000000001"
	w := startTwilio(t, sandbox.TwilioConfig{APIKeySID: key, APIKeySecret: "keysecret", Script: byNumber})
	c, srv := newCustoms(t, w)
	failed := make(chan struct{})
	office := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		if r.FormValue("MessageStatus") == "undelivered" {
			failed <- struct{}{}
		}
	}))
	t.Cleanup(office.Close)
	for _, change := range []func(*sms.Config){
		func(*sms.Config) {},
		func(c *sms.Config) { c.From, c.MessagingServiceSID = "", "MG00000000000000000000000000000000" },
		func(c *sms.Config) { c.ContentRetention, c.AddressRetention = "discard", "obfuscate" },
		func(c *sms.Config) { c.ContentRetention, c.AddressRetention = "retain", "retain" },
		func(c *sms.Config) { c.APIKeySID, c.APIKeySecretFile, c.Validity = key, secret, time.Second },
	} {
		conf := settings(srv.URL)
		change(&conf)
		s := newSender(t, conf, func(string) string { return office.URL })
		if err := s.Check(context.Background()); err != nil {
			t.Error(err)
		}
		for i := range 4 {
			send(s, i)
		}
		<-failed // a message with an error is there to be looked at
	}
	wrong := settings(srv.URL)
	wrong.AuthToken = "wrong"
	send(newSender(t, wrong, nil), 1)
	look(t, srv.URL, w)
	const messages, one = "/2010-04-01/Accounts/{AccountSid}/Messages.json", "/2010-04-01/Accounts/{AccountSid}/Messages/{Sid}.json"
	want := map[string]int{"GET /2010-04-01/Accounts/{Sid}.json 200": 5, "POST " + messages + " 201": 10, "POST " + messages + " 400": 5, "POST " + messages + " 429": 5,
		"POST " + messages + " 401": 1, "GET " + messages + " 200": 3, "GET " + one + " 200": 10, "GET " + one + " 404": 1}
	if d := cmp.Diff(want, c.passed); d != "" {
		t.Errorf("requests that were looked at (-want +got):\n%s", d)
	}
}

// byNumber treats the first four numbers each in its own way.
func byNumber(m sandbox.TwilioMoment) sandbox.TwilioAction {
	switch kept := m.Step == sandbox.AtKeptText; {
	case !kept && strings.HasSuffix(m.To, "1"):
		return sandbox.TwilioAction{Reply: &sandbox.TwilioReply{Status: 400, Code: 21614}}
	case !kept && strings.HasSuffix(m.To, "2"):
		return sandbox.TwilioAction{Reply: &sandbox.TwilioReply{Status: 429, Code: 20429}}
	case kept && strings.HasSuffix(m.To, "3"):
		return sandbox.TwilioAction{Events: []sandbox.TwilioEvent{{Status: "undelivered", Code: 30006}}}
	}
	return sandbox.TwilioAction{}
}

// look fetches all messages, by list and one by one.
func look(t *testing.T, base string, w *twilio) {
	t.Helper()
	const account = "/2010-04-01/Accounts/" + sandbox.TwilioAccountSID
	paths := []string{account + "/Messages.json?PageSize=3&To=%2B819000000003", account + "/Messages.json?DateSent%3E=2026-01-01T00:00:00Z", account + "/Messages/" + sid + ".json"}
	for _, x := range w.kept() {
		paths = append(paths, account+"/Messages/"+x.SID+".json")
	}
	for _, path := range paths {
		r, err := http.NewRequest(http.MethodGet, base+path, nil)
		if err != nil {
			t.Fatal(err)
		}
		r.SetBasicAuth(sandbox.TwilioAccountSID, sandbox.TwilioAuthToken)
		response, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		response.Body.Close()
	}
}
