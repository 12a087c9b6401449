import { z } from 'zod'
import { Config } from '../../agent/home/config.ts'
import type { SchemaName } from '../../agent/home/schemas.ts'
import { UserChecks } from '../../agent/home/user-checks.ts'
import { Recipe } from '../../common/capture/recipe.ts'
import { Check, ExceptionFile } from '../../common/model/index.ts'

/** What a person writes in a home, as an editor's language server can check and complete it. */
const written: Readonly<Record<SchemaName | 'config', { title: string; schema: z.ZodType }>> = {
  config: { title: "Witnessmark's configuration: config.yaml", schema: Config },
  checks: {
    title: 'A service, settings and checks of your own: checks/*.yaml',
    schema: UserChecks.extend({ checks: z.array(Check).default([]) }),
  },
  recipes: {
    title: 'How console pages are read: recipes/*.yaml',
    schema: z.union([Recipe, z.array(Recipe)]),
  },
  exception: { title: 'A dated acceptance of a finding: exceptions/*.yaml', schema: ExceptionFile },
}

/**
 * The JSON schemas (draft 2020-12) in `docs/schemas/`, by file. What a schema cannot say ("exactly
 * one of expect and test") is told when the file is loaded.
 */
export function schemaFiles(): (readonly [file: string, text: string])[] {
  return Object.entries(written).map(([name, { title, schema }]) => {
    const { $schema, ...rest } = z.toJSONSchema(schema, { io: 'input' })
    return [`docs/schemas/${name}.schema.json`, JSON.stringify({ $schema, title, ...rest })]
  })
}
