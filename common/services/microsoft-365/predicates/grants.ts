import { fail, pass } from '../../../model/service.ts'
import type { Predicate } from '../../../model/service.ts'
import { said, some } from '../../../words/said.ts'
import { declared, leftOut } from './accepted.ts'
import { beyond, objects, string, strings, untold } from './read.ts'

export const grantPredicates: readonly Predicate[] = [
  {
    signature: 'onlyDeclaredApplications(dyn, map, string, google.protobuf.Timestamp): dyn',
    description:
      "Nobody but applications declared under the check's id (`applications`: ids of service principals) holds such permissions.",
    run: (applications = null, accepted = null, check = null, now = null) => {
      const declaration = declared(accepted, string(check), now)
      const found = objects(applications)
      const nameless = found
        .filter(item => string(item['id']) === '')
        .map(item => string(item['displayName']))
      const open = beyond(
        found.map(item => string(item['id'])),
        strings(declaration['applications']),
      )
      if (nameless.length > 0 && open.every(id => id === '')) throw untold('id', nameless)
      const undeclared = found
        .filter(item => open.includes(string(item['id'])))
        .map(item => ({
          name: string(item['displayName']),
          id: string(item['id']),
          permissions: some(strings(item['permissions'])),
        }))
      return open.length === 0
        ? pass(
            said('no-undeclared-application'),
            ...leftOut(
              declaration,
              found.map(item => string(item['displayName'])),
            ),
          )
        : fail(said('undeclared-applications', { applications: some(undeclared) }))
    },
  },
]
