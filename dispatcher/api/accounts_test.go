package api

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/owabi/owabi/dispatcher/access"
	"github.com/owabi/owabi/dispatcher/access/accesstest"
)

func TestAccounts(t *testing.T) {
	t.Parallel()
	o := accesstest.Open(t)
	api, _, _ := doors(func(s *Services) { s.Accounts = o.Accounts })
	h := api.Office()
	w := ask(h, "POST /api/v1/accounts\nOwabi-Actor: root", `{"accounts":[{"name":"見本 花子","role":"operator","protected":true}]}`)
	var made []access.Card
	if err := json.Unmarshal(w.Body.Bytes(), &made); err != nil || w.Code != http.StatusCreated || len(made) != 1 ||
		made[0].ID != "operator-01" || made[0].By != "root" || !made[0].Protected || len(made[0].Password) != 19 {
		t.Fatalf("status %d: %s", w.Code, w.Body)
	}
	if w := ask(h, "GET /api/v1/accounts", ""); w.Code != 200 || !strings.Contains(w.Body.String(), `"operator-01"`) || strings.Contains(w.Body.String(), "password") || strings.Contains(w.Body.String(), "argon2") {
		t.Errorf("status %d: %s", w.Code, w.Body)
	}
	tests := []struct {
		head, body string
		status     int
		has        string
	}{
		{"POST /api/v1/accounts", `{"accounts":[]}`, 400, "are none"},
		{"POST /api/v1/accounts", `{"accounts":[{"id":"operator-01","name":"x","role":"viewer"}]}`, 409, "exists already"},
		{"POST /api/v1/accounts", `{"accounts":[{"name":"x","role":"boss"}]}`, 400, "is no role"},
		{"POST /api/v1/accounts", `{"account":"x"}`, 400, "unknown field"},
		{"POST /api/v1/accounts/operator-01/reset", "", 200, `"password"`},
		{"POST /api/v1/accounts/operator-01/close", "", 200, `"closed"`},
		{"POST /api/v1/accounts/operator-01/reset", "", 409, "closed"},
		{"POST /api/v1/accounts/nobody/close", "", 404, "no such account"},
		{"POST /api/v1/tokens", `{"id":"cti","role":"operator","days":30}`, 201, `"secret":"owabi_`},
		{"POST /api/v1/tokens", `{"id":"cti","role":"operator","days":30}`, 409, "exists already"},
		{"POST /api/v1/tokens", `{"id":"x1","role":"admin","days":30}`, 400, "second factor"},
		{"POST /api/v1/tokens", `{"id":"x1","role":"viewer","days":9223372036854775807}`, 400, "too many"},
		{"GET /api/v1/tokens", "", 200, `"id":"cti"`},
		{"POST /api/v1/tokens/cti/revoke", "", 200, `"revoked":"cti"`},
		{"POST /api/v1/tokens/cti/revoke", "", 404, "no such token"},
		{"GET /api/v1/tokens", "", 200, "[]"},
	}
	for _, tt := range tests {
		if w := ask(h, tt.head, tt.body); w.Code != tt.status || !strings.Contains(w.Body.String(), tt.has) {
			t.Errorf("%s %s: status %d, want %d with %s: %s", tt.head, tt.body, w.Code, tt.status, tt.has, w.Body)
		}
	}
}
