package gate

import "net/http"

const (
	languageCookie = "owabi_lang"
	year           = 365 * 24 * 60 * 60 // seconds
)

// Language is the reader's: chosen now by ?lang=, which the browser then
// remembers, or chosen before; Japanese until then.
func Language(w http.ResponseWriter, r *http.Request) string {
	if lang := r.URL.Query().Get("lang"); spoken(lang) {
		http.SetCookie(w, &http.Cookie{Name: languageCookie, Value: lang, Path: "/", MaxAge: year, HttpOnly: true, SameSite: http.SameSiteLaxMode})
		return lang
	}
	if c, err := r.Cookie(languageCookie); err == nil && spoken(c.Value) {
		return c.Value
	}
	return "ja"
}

func spoken(lang string) bool { return lang == "ja" || lang == "en" }
