package roster

import (
	"fmt"
	"strings"
)

// usual lists the headers that offices use, folded.
func usual(h string) known {
	switch h {
	case "氏名", "名前", "お名前", "ご氏名", "姓名", "氏名漢字", "漢字氏名", "宛名", "対象者", "対象者名", "対象者氏名", "利用者名", "利用者氏名",
		"予約者名", "予約者氏名", "契約者名", "契約者氏名", "申込者名", "申込者氏名", "顧客名", "お客様名",
		"name", "fullname", "customername":
		return colName
	case "姓", "氏", "名字", "苗字", "姓漢字", "familyname", "lastname", "surname":
		return colFamily
	case "名", "名漢字", "givenname", "firstname":
		return colGiven
	case "フリガナ", "ふりがな", "カナ", "かな", "氏名カナ", "氏名かな", "氏名フリガナ", "氏名ふりがな", "カナ氏名", "カナ名", "名前カナ",
		"読み", "よみ", "ヨミ", "読み仮名", "読みがな", "よみがな", "ヨミガナ", "reading", "kana", "furigana", "phonetic", "namekana":
		return colReading
	case "セイ", "せい", "姓カナ", "姓かな", "姓フリガナ", "姓ふりがな", "familynamekana", "lastnamekana":
		return colFamilyReading
	case "メイ", "めい", "名カナ", "名かな", "名フリガナ", "名ふりがな", "givennamekana", "firstnamekana":
		return colGivenReading
	case "会社名", "会社", "御社名", "貴社名", "企業名", "事業者名", "事業所名", "法人名", "団体名", "組織名", "施設名", "店舗名",
		"company", "companyname", "organisation", "organization", "organisationname", "organizationname":
		return colOrganisation
	case "電話番号", "電話", "お電話番号", "連絡先電話番号", "代表電話", "代表電話番号", "tel", "telno",
		"携帯", "携帯電話", "携帯番号", "携帯電話番号", "電話番号携帯", "電話携帯", "tel携帯",
		"自宅", "自宅電話", "自宅電話番号", "固定電話", "固定電話番号", "電話番号自宅", "電話番号固定", "電話自宅", "tel自宅",
		"連絡先", "連絡先電話", "日中連絡先", "日中の連絡先", "勤務先電話", "勤務先電話番号", "職場電話", "職場電話番号", "会社電話番号",
		"phone", "phonenumber", "telephone", "telephonenumber", "homephone", "landline",
		"mobile", "mobilephone", "mobilenumber", "mobilephonenumber", "cell", "cellphone":
		return colPhone
	case "メールアドレス", "メール", "eメール", "eメールアドレス", "電子メール", "電子メールアドレス", "pcメール", "pcメールアドレス",
		"携帯メール", "携帯メールアドレス", "email", "mail", "emailaddress", "mailaddress":
		return colEmail
	case "郵便番号", "〒", "〒番号", "postalcode", "postcode", "zip", "zipcode":
		return colPostalCode
	case "住所", "ご住所", "現住所", "所在地", "送付先住所", "送付先", "郵送先", "郵送先住所", "address", "postaladdress", "mailingaddress":
		return colAddress
	case "番地", "町名番地", "町域番地", "丁目番地", "番地等", "以降の住所", "street", "streetaddress", "addressline":
		return colAddressLine
	case "都道府県", "都道府県名", "市区町村", "市区町村名", "市町村", "町名", "町域", "prefecture", "city":
		return colAddressRegion
	case "建物名", "建物", "建物名部屋番号", "建物名等", "マンション名", "方書", "building":
		return colAddressEnd
	case "言語", "使用言語", "希望言語", "language", "lang":
		return colLanguage
	case "宛名番号", "宛名コード", "住民番号", "住民コード", "会員番号", "会員id", "会員no", "会員コード", "顧客番号", "顧客id", "顧客コード", "お客様番号", "お客様id",
		"利用者番号", "利用者id", "id", "customerid", "memberid", "userid", "customernumber", "membernumber":
		return colID
	case "支援措置", "支援措置対象", "支援措置対象者", "支援措置区分", "配慮", "要配慮", "配慮者", "要配慮者", "配慮対象", "dv等支援", "dv等支援措置", "dv支援", "dv支援措置", "protected":
		return colProtected
	case "番号", "no", "#", "通番", "連番", "項番", "行番号", "通し番号":
		return colNumber
	}
	return colField
}

// agents recognises a column about who is told in the person's place (保護者氏名,
// 後見人電話番号), by the word that it begins with.
func agents(h string) known {
	if h == "連絡先氏名" || h == "連絡先名" {
		return colAgentName
	}
	for _, word := range agentWords {
		if rest, ok := strings.CutPrefix(h, word); ok {
			if k := agentColumn(strings.TrimPrefix(rest, "の")); k != colField {
				return k
			}
		}
	}
	return colField
}

// agentWords name those who are told for another. One that another begins
// with stands behind it.
var agentWords = [...]string{"保護者", "親権者", "法定代理人", "代理人", "成年後見人", "後見人", "保佐人", "guardian", "representative"}

// agentColumn is what the rest of such a header means.
func agentColumn(rest string) known {
	base := strings.TrimRight(rest, "0123456789")
	first := base == rest || rest == base+"1"
	switch usual(base) {
	case colName, colGiven:
		return only(first, colAgentName)
	case colReading:
		return only(first, colAgentReading)
	case colPhone:
		return colAgentPhone
	case colEmail:
		return colAgentEmail
	case colPostalCode:
		return only(first, colAgentPostal)
	case colAddress:
		return only(first, colAgentAddress)
	}
	return only(rest == "", colAgentName)
}

// only is k under a condition: a second guardian's name is a field.
func only(when bool, k known) known {
	if when {
		return k
	}
	return colField
}

// relation is what an agent is to the person, from the header of the column:
// 保護者氏名 is the column of a 保護者.
func relation(header string) string {
	h := fold(header)
	for _, word := range agentWords {
		if strings.HasPrefix(h, word) {
			return word
		}
	}
	for _, end := range []string{"の氏名", "氏名", "のお名前", "お名前", "名前", "name", "名"} {
		if t := strings.TrimSuffix(h, end); t != "" && t != h {
			return t
		}
	}
	return h
}

// forbidden refuses a list with a column that it must not have.
func forbidden(where string, headers []string) error {
	for _, h := range headers {
		if myNumber(h) {
			return refuse(where, fmt.Sprintf("the column %q holds individual numbers (マイナンバー), which may not be used to tell people", h),
				"delete the column from the list, also where it was copied from, and import again")
		}
	}
	return nil
}

// myNumber reports whether a header is that of the individual number (マイナン
// バー), which no list of people to be told may carry.
func myNumber(header string) bool {
	h := fold(header)
	return strings.Contains(h, "個人番号") || strings.Contains(h, "マイナンバー") || strings.Contains(h, "mynumber")
}
