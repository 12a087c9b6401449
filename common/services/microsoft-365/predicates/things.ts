import { fail, pass, Undetermined } from '../../../model/service.ts'
import type { Ruling, Predicate } from '../../../model/service.ts'
import { Reason } from '../../../model/reason.ts'
import type { Value } from '../../../model/value.ts'
import type { Kind, Part, Things } from '../../../words/codes/microsoft-365.ts'
import { said, some } from '../../../words/said.ts'
import { declared, grounds, leftOut } from './accepted.ts'
import { rulesOnPersonalData } from './data-loss.ts'
import type { Fields } from './read.ts'
import { fields, items, objects, string, strings, untold, wrongIn } from './read.ts'

// Policies about each alert policy, rule or environment. Expressions get one entry a listed thing:
// `{ id, name, item, read, value, reason }` (common/assess/members.ts).

export const thingPredicates: readonly Predicate[] = [
  {
    signature: 'alertsWatched(list, map, string, google.protobuf.Timestamp): dyn',
    description:
      'Every alert policy that is on has a recipient, or the owner declares the SIEM that takes alerts in (MS.DEFENDER.5.2v1, MS.SECURITYSUITE.4.2v1).',
    run: (recipients = null, accepted = null, id = null, now = null) => {
      const declaration = declared(accepted, string(id), now)
      const siem = string(declaration['siem'])
      if (siem !== '') return pass(said('alerts-to-siem', { siem, ...grounds(declaration) }))
      const on = objects(recipients).filter(policy => fields(policy['item'])['disabled'] !== true)
      const silent = on.filter(policy => fields(policy['item'])['disabled'] === undefined)
      const watched = (policy: Fields): boolean => items(policy['value']).length > 0
      const unwatched = on.filter(policy => policy['read'] === true && !watched(policy))
      if (unwatched.length > 0 && unwatched.every(policy => silent.includes(policy)))
        throw untold(
          'disabled',
          unwatched.map(policy => string(policy['name'])),
        )
      return all(on, watched, 'alert-policies', declaration, strings(declaration['alertPolicies']))
    },
  },
  {
    signature: 'contentSecurityEnforced(list, list, map, google.protobuf.Timestamp): dyn',
    description:
      'In every environment a content security policy is enforced in model-driven and in canvas apps (MS.POWERPLATFORM.4.1v1).',
    run: (modelDriven = null, canvas = null, accepted = null, now = null) => {
      const declaration = declared(accepted, 'MS.POWERPLATFORM.4.1v1', now)
      return all(
        both(modelDriven, canvas, 'model-driven-apps', 'canvas-apps'),
        app => app['value'] === true,
        'environments',
        declaration,
        strings(declaration['environments']),
      )
    },
  },
  {
    signature:
      'restrictedAppsBlocked(dyn, list, list, map, string, google.protobuf.Timestamp): dyn',
    description:
      'Every enforced rule that finds card, taxpayer and social security numbers blocks restricted apps and unallowed Bluetooth apps on devices (MS.DEFENDER.4.6v1, MS.SECURITYSUITE.3.5v1).',
    run: (
      policies = null,
      apps = null,
      bluetooth = null,
      accepted = null,
      id = null,
      now = null,
    ) => {
      const declaration = declared(accepted, string(id), now)
      const { rules, maybe } = rulesOnPersonalData(
        policies,
        objects(apps).map(rule => rule['item'] ?? null),
      )
      if (rules.length === 0)
        throw new Undetermined('not-found', said('no-personal-data-rule-known'))
      const parts = both(apps, bluetooth, 'restricted-apps', 'bluetooth-apps')
      const partsOf = (of: readonly Fields[]): readonly Fields[] => {
        const names = new Set(of.map(rule => string(rule['name'])))
        return parts.filter(part => names.has(string(part['id'])))
      }
      const blocks = (part: Fields): boolean => part['value'] === 'block'
      const verdict = all(
        partsOf(rules),
        blocks,
        'rules',
        declaration,
        strings(declaration['rules']),
      )
      // What may be such a rule has to block as well, before all of them do.
      const open = maybe.filter(
        ({ rule }) => !partsOf([rule]).every(part => part['read'] === true && blocks(part)),
      )
      if (verdict.outcome === 'pass') wrongIn(open.flatMap(({ doubts }) => doubts))
      return verdict
    },
  },
]

/** The two halves of each thing, each of which has a page of its own to be read from. */
function both(one: Value, other: Value, first: Part, second: Part): readonly Fields[] {
  const half = (list: Value, part: Part): readonly Fields[] =>
    objects(list).map(thing => ({ ...thing, part }))
  return [...half(one, first), ...half(other, second)]
}

/**
 * Fails naming what does not comply; else unknown naming what nobody has looked at; else passes.
 * What the owner declared as left out is named and does not count, nor does a thing that the plan
 * does not give the setting to.
 */
function all(
  things: readonly Fields[],
  complies: (thing: Fields) => boolean,
  kind: Kind,
  declaration: Fields,
  declaredOut: readonly string[],
): Ruling {
  if (things.length === 0) throw new Undetermined('never-captured', said('none-known', { kind }))
  const out = new Set(declaredOut.map(name => name.toLowerCase()))
  const isOut = (thing: Fields): boolean =>
    out.has(string(thing['name']).toLowerCase()) || out.has(string(thing['id']).toLowerCase())
  const counted = things.filter(thing => !isOut(thing) && thing['reason'] !== 'unsupported-plan')
  const wrong = counted.filter(thing => thing['read'] === true && !complies(thing))
  if (wrong.length > 0) return fail(said('things-not-complying', { kind, things: named(wrong) }))
  const unread = counted.filter(thing => thing['read'] !== true)
  if (unread.length > 0)
    throw new Undetermined(
      reasonOf(unread),
      said('things-unread', {
        read: counted.length - unread.length,
        of: counted.length,
        kind,
        things: named(unread),
      }),
    )
  if (counted.length === 0 && !things.some(isOut))
    throw new Undetermined('unsupported-plan', said('not-in-plan', { kind }))
  return pass(
    said('all-comply', { count: counted.length }),
    ...leftOut(declaration, [...new Set(things.filter(isOut).map(thing => string(thing['name'])))]),
  )
}

/**
 * The one reason that all of them have; where they differ, that there are pages nobody has opened.
 */
function reasonOf(unread: readonly Fields[]): Reason {
  const [first, ...others] = new Set(unread.map(thing => string(thing['reason'])))
  const parsed = Reason.safeParse(first)
  return others.length === 0 && parsed.success ? parsed.data : 'never-captured'
}

function named(things: readonly Fields[]): Things {
  const byName = Map.groupBy(things, thing => string(thing['name']))
  return some(
    [...byName].map(([name, found]) => ({
      name,
      parts: found.map(thing => string(thing['part'])).filter(part => part !== ''),
    })),
  )
}
