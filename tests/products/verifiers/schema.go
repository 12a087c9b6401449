// Validates documents against a JSON schema with gojsonschema. Arguments: schema, documents.
package main

import (
	"fmt"
	"os"

	"github.com/xeipuuv/gojsonschema"
)

func main() {
	schema, err := gojsonschema.NewSchema(gojsonschema.NewReferenceLoader("file://" + os.Args[1]))
	if err != nil {
		fmt.Println("schema:", err)
		os.Exit(2)
	}
	for _, file := range os.Args[2:] {
		result, err := schema.Validate(gojsonschema.NewReferenceLoader("file://" + file))
		if err != nil {
			fmt.Println(file, err)
			os.Exit(2)
		}
		if !result.Valid() {
			fmt.Println(file, result.Errors())
			os.Exit(1)
		}
	}
	fmt.Println(len(os.Args)-2, "documents are valid")
}
