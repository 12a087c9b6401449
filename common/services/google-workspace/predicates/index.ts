import { Undetermined } from '../../../model/index.ts'
import type { Predicate, Value } from '../../../model/index.ts'
import { alertsNotActive } from './alerts.ts'
import { said } from '../../../words/said.ts'
import {
  dkimMissing,
  dmarcMissing,
  dmarcWithoutContacts,
  dmarcWithoutRecipient,
  dmarcNotRejecting,
  spfNotFailing,
} from './dns.ts'
import { allCategoriesReported } from './chat-reporting.ts'
import { seconds } from './duration.ts'
import { byDefault } from './by-default.ts'
import { atTop } from './top-unit.ts'
import { besideOff, withUnlisted } from './beside.ts'
import { domainsIn, rulesOn } from './spam-override.ts'
import { adminsWithSingleSignOn } from './single-sign-on.ts'
import { unrestrictedServices } from './third-party-access.ts'
import { declaredEntries, excluding, verdict } from './verdict.ts'
import { effective, withoutValue } from './units.ts'
import type { UnitValue } from './units.ts'

type Named = Readonly<Record<string, readonly UnitValue[]>>

/** What expressions of this service's checks may call, beside CEL's own functions. */
export const predicates: readonly Predicate[] = [
  {
    signature: 'effective(map): list',
    run: settings => effective(settings as Named) as readonly Value[],
    description:
      'Units and groups that set any of the named settings themselves, with what they inherit.',
  },
  {
    signature: 'withoutValue(map): list',
    run: settings => withoutValue(settings as Named),
    description:
      'Units of which a value is neither set nor inherited nor given by a documented default.',
  },
  {
    signature: 'excluding(list, map, string, string): list',
    run: (units, accepted, check, policy) =>
      excluding(
        units as Value[],
        accepted as Readonly<Record<string, Value>>,
        String(check),
        String(policy),
      ) as readonly Value[],
    description: 'Marks units and groups that the tenant has accepted for this check.',
  },
  {
    signature: 'verdict(list, list): dyn',
    run: (deviating, unknown) => verdict(deviating as Value[], unknown as Value[]),
    description: 'Fails naming what deviates, else unknown naming what has no value, else passes.',
  },
  {
    signature: 'atTop(dyn, map, map, dyn): dyn',
    run: (outcome, sources, settings, units) =>
      atTop(
        outcome ?? null,
        sources as Readonly<Record<string, Value>>,
        settings as Named,
        units ?? null,
      ),
    description:
      'What passes on a page of the top unit names the units below it that were not seen.',
  },
  {
    signature: 'byDefault(dyn, map): dyn',
    run: (outcome, settings) => byDefault(outcome ?? null, settings as Named),
    description: 'What passes because nobody ever set something else says so.',
  },
  {
    signature: 'withUnlisted(dyn, map): dyn',
    run: (outcome, settings) => withUnlisted(outcome ?? null, settings as Named),
    description: 'A verdict names the units with events that the list of units does not have.',
  },
  {
    signature: 'besideOff(dyn, dyn, string): dyn',
    run: (outcome, values, setting) => besideOff(outcome ?? null, values ?? null, String(setting)),
    description: 'What passes says that a setting which it does not go by is off somewhere.',
  },
  {
    signature: 'enforcedSince(dyn, dyn): bool',
    run: (from, now) => enforcedSince(from, now),
    description: 'Whether a time is set (the zero time means off) and not in the future.',
  },
  {
    signature: 'seconds(dyn): double',
    run: text => seconds(text ?? null),
    description: 'A duration such as 43200s, 700m or 12h, in seconds.',
  },
  {
    signature: 'unrestrictedServices(dyn, bool): list',
    run: (services, wholly) => unrestrictedServices(services ?? null, wholly === true),
    description: "Google services whose data other parties' apps may reach without being trusted.",
  },
  {
    signature: 'rulesOn(dyn, dyn): list',
    run: (rules, states) => rulesOn(rules ?? null, states ?? null),
    description: 'Mail rules that are on by the states of rules.',
  },
  {
    signature: 'domainsIn(dyn, string, string): list',
    run: (rules, flag, lists) => domainsIn(rules ?? null, String(flag), String(lists)),
    description: 'Whole domains in the address lists of spam rules.',
  },
  {
    signature: 'allCategoriesReported(dyn): bool',
    run: value => allCategoriesReported(value ?? null),
    description: 'Whether every reporting category of Google Chat is selected.',
  },
  {
    signature: 'alertsNotActive(dyn): list',
    run: alerts => alertsNotActive(alerts ?? null),
    description: 'Required system-defined alerts that are not on.',
  },
  {
    signature: 'adminsWithSingleSignOn(list, list, list): list',
    run: (users, assignments, units) =>
      adminsWithSingleSignOn(users as Value[], assignments as Value[], units as Value[]),
    description: 'Privileged accounts that sign in through another identity provider.',
  },
  {
    signature: 'countExcept(list, map, string): double',
    run: (admins, accepted, policy) =>
      countExcept(admins as Value[], accepted as Readonly<Record<string, Value>>, String(policy)),
    description: 'Accounts that are not declared as break-glass accounts.',
  },
  {
    signature: 'spfNotFailing(list, list): list',
    run: (domains, records) => spfNotFailing(domains as Value[], records as Value[]),
    description: 'Domains without one SPF record that fails all others.',
  },
  {
    signature: 'dkimMissing(list, list): list',
    run: (domains, records) => dkimMissing(domains as Value[], records as Value[]),
    description: 'Domains without a DKIM key.',
  },
  {
    signature: 'dmarcMissing(list, list): list',
    run: (domains, records) => dmarcMissing(domains as Value[], records as Value[]),
    description: 'Domains without exactly one DMARC record.',
  },
  {
    signature: 'dmarcNotRejecting(list, list): list',
    run: (domains, records) => dmarcNotRejecting(domains as Value[], records as Value[]),
    description: 'Domains whose DMARC policy is not reject.',
  },
  {
    signature: 'dmarcWithoutRecipient(list, list, string): list',
    run: (domains, records, address) =>
      dmarcWithoutRecipient(domains as Value[], records as Value[], String(address)),
    description: 'Domains whose aggregate reports do not go to an address.',
  },
  {
    signature: 'dmarcWithoutContacts(list, list): list',
    run: (domains, records) => dmarcWithoutContacts(domains as Value[], records as Value[]),
    description: 'Domains without contacts of their own for aggregate and failure reports.',
  },
]

function enforcedSince(from: Value | undefined, now: Value | undefined): boolean {
  const [start, at] = [Date.parse(String(from)), Date.parse(String(now))]
  if (Number.isNaN(start))
    throw new Undetermined('malformed', said('not-a-time', { text: String(from).slice(0, 60) }))
  return start > 0 && start <= at
}

function countExcept(
  admins: readonly Value[],
  accepted: Readonly<Record<string, Value>>,
  policy: string,
): number {
  const names = new Set(declaredEntries(accepted[policy]).map(item => emailOf(item)))
  return new Set(admins.map(item => emailOf(item)).filter(name => !names.has(name))).size
}

function emailOf(item: Value): string {
  const record =
    typeof item === 'object' && item !== null ? (item as { readonly [key: string]: Value }) : {}
  return String(record['email'] ?? record['user'] ?? item).toLowerCase()
}
