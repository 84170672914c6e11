package api

import (
	"net/http"
	"net/url"

	"github.com/owabi/owabi/dispatcher"
	"github.com/owabi/owabi/dispatcher/personal"
)

// PasswordHeader carries the password of a workbook, escaped as in the query of
// a URL (RFC 3986): passwords may be Japanese. It is never part of the URL,
// which logs and proxies keep.
const PasswordHeader = "Owabi-List-Password"

// listParameters are the parameters that say how a list is to be read.
var listParameters = []string{"encoding", "hidden", "unreadable", "sheet", "lang"}

// listOptions reads how a list is to be read.
func listOptions(r *http.Request, q url.Values) (dispatcher.ListOptions, error) {
	o := dispatcher.ListOptions{Encoding: q.Get("encoding"), Hidden: q.Get("hidden"), Unreadable: q.Get("unreadable"),
		Sheet: q.Get("sheet"), Lang: q.Get("lang")}
	if err := o.Check(); err != nil {
		return o, err
	}
	password, err := url.QueryUnescape(r.Header.Get(PasswordHeader))
	if err != nil {
		return o, invalid(PasswordHeader, "does not read", "escape it as in the query of a URL")
	}
	o.Password = personal.New(password)
	return o, nil
}
