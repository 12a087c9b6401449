import type { Predicate } from '../../../model/service.ts'
import { declared, leftOut } from './accepted.ts'
import { beyond, fail, objects, pass, string, strings } from './read.ts'

export const grantPredicates: readonly Predicate[] = [
  {
    signature: 'onlyDeclaredApplications(dyn, map, string, google.protobuf.Timestamp): dyn',
    description:
      "Nobody but applications declared under the check's id (`applications`: ids of service principals) holds such permissions.",
    run: (applications = null, accepted = null, check = null, now = null) => {
      const declaration = declared(accepted, string(check), now)
      const found = objects(applications)
      const open = beyond(
        found.map(item => string(item['id'])),
        strings(declaration['applications']),
      )
      const name = (id: string): string =>
        found
          .filter(item => string(item['id']) === id)
          .map(
            item =>
              `${string(item['displayName'])} (${id}): ${strings(item['permissions']).join(', ')}`,
          )
          .join('')
      return open.length === 0
        ? pass(
            `nobody holds such permissions undeclared${leftOut(
              declaration,
              found.map(item => string(item['displayName'])),
            )}`,
          )
        : fail(open.map(name).join('; '))
    },
  },
]
