package vault

// What the first version wrote under a master key of 32 bytes 01.
const (
	fixedWrapped = "AQAAAAFc9QGTg/3t6h8Eolnj6FcohSaVoOby3QTNScjlZ9DLTMDf/pVqB031Jjx92HW0ltpWpGUPvPHnpLWynp0="
	fixedSealed  = "AQAAAAGTlxpc7jKSj4mNoJzJc8t8D6MKJz425Efh73Z3Q08bkSmpLBPEfLtaUw=="
	fixedCheck   = "1J8vYuARkMs4kRXBBnD_pQ"
	fixedToken   = "c1.case.dnm7vyud6rgeb7gc"
	fixedCase    = "kt6sj3y3c5hx2vmm"
)
