import type { GraphqlError } from '../../common/model/index.ts'

/** What a server says of a field that its schema does not have, with the field's place in the query. */
export type Lacking = GraphqlError & { readonly path: readonly (string | number)[] }

/** Errors of a refused query that name a field which this server does not have. */
export function lackingOf(errors: readonly GraphqlError[]): readonly Lacking[] {
  return errors.flatMap(error =>
    error.type === 'undefinedField' && error.path ? [{ ...error, path: error.path }] : [],
  )
}

/**
 * A query without those fields, and without what is left empty by it. Paths lead as GitHub writes
 * them: the operation, then names in the reply, with `... on TYPE` where a fragment is entered.
 * @returns null where it has none of them, or nothing else
 */
export async function queryWithout(
  query: string,
  lacking: readonly Lacking[],
): Promise<string | null> {
  // A parser for the few who need it: servers of an earlier version.
  const { parse, print, visit } = await import('graphql')
  const gone = new Set(lacking.map(({ path }) => path.slice(1).join('.')))
  const at: string[] = []
  let removed = false
  const leave = (node: {
    readonly selectionSet?: { readonly selections: readonly unknown[] } | undefined
  }): null | undefined => {
    const here = at.join('.')
    at.pop()
    if (!gone.has(here) && node.selectionSet?.selections.length !== 0) return undefined
    removed = true
    return null
  }
  const shorter = visit(parse(query), {
    Field: {
      enter({ alias, name }) {
        at.push(alias?.value ?? name.value)
      },
      leave,
    },
    InlineFragment: {
      enter({ typeCondition }) {
        at.push(`...${typeCondition ? ` on ${typeCondition.name.value}` : ''}`)
      },
      leave,
    },
  })
  const used = new Set<string>()
  let empty = false
  visit(shorter, {
    VariableDefinition: () => false,
    Variable: ({ name }) => void used.add(name.value),
    SelectionSet: ({ selections }) => void (empty ||= selections.length === 0),
  })
  if (!removed || empty) return null
  // A variable that nothing uses is refused as well.
  return print(
    visit(shorter, {
      VariableDefinition: ({ variable }) => (used.has(variable.name.value) ? undefined : null),
    }),
  )
}
