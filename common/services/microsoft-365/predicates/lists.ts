import { fail, pass } from '../../../model/service.ts'
import type { Predicate } from '../../../model/service.ts'
import type { Value } from '../../../model/value.ts'
import { said, some } from '../../../words/said.ts'
import {
  beyond,
  entries,
  every,
  holding,
  items,
  objects,
  string,
  strings,
  told,
  untold,
} from './read.ts'
import { isGlobal } from './teams.ts'

/** For the many policies that say "every policy of this kind has this switch there". */
export const listPredicates: readonly Predicate[] = [
  {
    signature: 'allSet(dyn, string, dyn): dyn',
    description: 'At least one object, and in every one the field holds the value.',
    run: (list = null, path = null, value = null) =>
      every(objects(list), item => told(item, string(path), found => found === value), nameOf, {
        field: string(path),
      }),
  },
  {
    signature: 'allOneOf(dyn, string, list): dyn',
    description:
      'At least one object, and in every one the field holds one of the values, whatever their case: ids are written in both.',
    run: (list = null, path = null, values = null) => {
      const right = new Set(items(values).map(folded))
      return every(
        objects(list),
        item => told(item, string(path), value => right.has(folded(value))),
        nameOf,
        { field: string(path) },
      )
    },
  },
  {
    signature: 'someSet(dyn, string, dyn, string, list): dyn',
    description: 'An object in which one field holds a value and another holds one of several.',
    run: (list = null, path = null, value = null, other = null, values = null) => {
      const judged = objects(list).map(item => ({
        item,
        one: told(item, string(path), found => found === value),
        two: told(item, string(other), found => items(values).includes(found)),
      }))
      const met = judged.filter(({ one, two }) => one === true && two === true)
      if (met.length > 0)
        return pass(said('met-by', { names: some(met.map(({ item }) => nameOf(item))) }))
      const open = judged.filter(({ one, two }) => one !== false && two !== false)
      if (open.length > 0)
        throw untold(
          string(open[0]?.one === null ? path : other),
          open.map(({ item }) => nameOf(item)),
        )
      return fail(said('none-of', { of: judged.length }))
    },
  },
  {
    signature: 'notLicensed(): dyn',
    description: 'A tenant without the licence does not do what needs it.',
    run: () => fail(said('not-licensed')),
  },
  {
    signature: 'globalOnly(dyn): dyn',
    description:
      'The organisation-wide policy among the policies of a kind: custom ones are judged by other checks.',
    run: (list = null) => holding(objects(list), isGlobal, 'identity'),
  },
  {
    signature: 'noneListed(dyn, string): dyn',
    description: 'At least one object, and in every one the list in the field is empty.',
    run: (list = null, path = null) =>
      every(
        objects(list),
        item => told(item, string(path), value => entries(value).length === 0),
        nameOf,
        { field: string(path) },
      ),
  },
  {
    signature: 'alertsOn(dyn, list, list): dyn',
    description:
      'Every named alert policy is there and on; those of the second list where they are there: not every plan has them.',
    run: (alerts = null, names = null, planned = null) => {
      const there = new Set(objects(alerts).map(alert => string(alert['name']).toLowerCase()))
      const on = new Set(
        objects(alerts)
          .filter(alert => alert['disabled'] === false)
          .map(alert => string(alert['name']).toLowerCase()),
      )
      const asked = strings(planned).filter(name => there.has(name.toLowerCase()))
      const off = [...strings(names), ...asked].filter(name => !on.has(name.toLowerCase()))
      const silent = objects(alerts)
        .filter(alert => alert['disabled'] === undefined)
        .map(alert => string(alert['name']))
      if (off.length > 0 && beyond(off, silent).length === 0) throw untold('disabled', off)
      // One without a name may be any that is not there: on, or one of the plan's that is off.
      const missing = [...strings(names), ...strings(planned)].filter(
        name => !there.has(name.toLowerCase()),
      )
      const hidden = objects(alerts).some(
        alert => string(alert['name']) === '' && alert['disabled'] !== off.length > 0,
      )
      if (hidden && missing.length > 0 && beyond(off, missing).length === 0)
        throw untold('name', [''])
      return off.length === 0
        ? pass(said('alerts-on'))
        : fail(said('alerts-not-on', { names: some(off) }))
    },
  },
]

function folded(value: Value): Value {
  return typeof value === 'string' ? value.toLowerCase() : value
}

function nameOf(item: { readonly [key: string]: unknown }): string {
  const name = item['identity'] ?? item['name'] ?? item['id'] ?? item['domain']
  return typeof name === 'string' ? name : ''
}
