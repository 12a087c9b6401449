import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Undetermined } from '../../../../common/model/index.ts'
import type { ImportedState, Ruling, Value } from '../../../../common/model/index.ts'
import { mapScubaGear } from '../../../../common/services/microsoft-365/import/index.ts'
import { predicates } from '../../../../common/services/microsoft-365/predicates/index.ts'
import { conditionalAccessPolicy } from '../../../support/microsoft-graph.ts'
import { wordsOf } from '../../../../common/words/english/index.ts'

const now = '2026-11-23T00:00:00Z'
function judge(name: string, ...args: Value[]): { outcome: string; detail: string } {
  const predicate = predicates.find(item => item.signature.startsWith(`${name}(`))
  assert.ok(predicate)
  const { outcome, said } = predicate.run(...args) as Ruling
  return { outcome, detail: said.map(wordsOf).join('; ') }
}
const policy = (
  over: {
    users?: object
    applications?: object
    conditions?: object
    grant?: object
    state?: string
  } = {},
): Value =>
  conditionalAccessPolicy({
    displayName: 'Everybody',
    state: over.state ?? 'enabled',
    conditions: {
      users: { includeUsers: ['All'], ...over.users },
      applications: { includeApplications: ['All'], ...over.applications },
      ...over.conditions,
    },
    grantControls: { builtInControls: ['mfa'], ...over.grant },
  }) as Value
const mfa = (over: Parameters<typeof policy>[0], accepted: Value = {}) =>
  judge('mfaEnforced', [policy(over)], accepted, now)

test('one policy that holds is enough, and is named', () => {
  assert.deepEqual(judge('mfaEnforced', [policy({ state: 'disabled' }), policy()], {}, now), {
    outcome: 'pass',
    detail: 'met by: Everybody',
  })
})

test('a policy that only reports, or is off, does not count', () => {
  assert.match(mfa({ state: 'enabledForReportingButNotEnforced' }).detail, /only reports/)
  assert.equal(mfa({ state: 'disabled' }).outcome, 'fail')
})

test('whoever is left out must be declared, and the declaration must not have ended', () => {
  const left = { users: { excludeUsers: ['anna'] } }
  const declared = (until?: string): Value => ({
    'MS.AAD.3.2v2': { capExclusions: { users: ['ANNA', 'ben'] }, ...(until ? { until } : {}) },
  })
  assert.match(mfa(left).detail, /nobody declared: anna/)
  assert.equal(mfa(left, declared()).outcome, 'pass')
  assert.equal(mfa(left, declared('2027-01-01T00:00:00Z')).outcome, 'pass')
  assert.equal(mfa(left, declared('2026-11-22T00:00:00Z')).outcome, 'fail')
  assert.equal(mfa({ users: { excludeRoles: ['role'] } }, declared()).outcome, 'fail')
})

test('a pass tells who is left out, why and until when', () => {
  const accepted: Value = {
    'MS.AAD.3.2v2': {
      capExclusions: { users: ['anna'] },
      reason: 'emergency access',
      until: '2027-01-01T00:00:00Z',
    },
  }
  assert.equal(
    mfa({ users: { excludeUsers: ['anna'] } }, accepted).detail,
    'met by: Everybody; left out as declared: anna (emergency access, until 2027-01-01)',
  )
  // A policy that leaves nobody out is the one that counts.
  assert.equal(
    judge('mfaEnforced', [policy({ users: { excludeUsers: ['anna'] } }), policy()], accepted, now)
      .detail,
    'met by: Everybody, Everybody',
  )
})

test('conditions that narrow a policy leave people out', () => {
  assert.match(
    mfa({
      conditions: { locations: { includeLocations: ['All'], excludeLocations: ['AllTrusted'] } },
    }).detail,
    /some locations/,
  )
  assert.match(
    mfa({ conditions: { platforms: { includePlatforms: ['iOS'] } } }).detail,
    /some platforms/,
  )
  assert.equal(
    mfa({ conditions: { platforms: { includePlatforms: ['all'], excludePlatforms: [] } } }).outcome,
    'pass',
  )
})

test('another control in place of the second factor does not enforce it', () => {
  assert.equal(mfa({ grant: { builtInControls: ['mfa', 'compliantDevice'] } }).outcome, 'fail')
  assert.equal(
    mfa({ grant: { builtInControls: ['mfa', 'compliantDevice'], operator: 'AND' } }).outcome,
    'pass',
  )
  assert.equal(
    judge(
      'managedDeviceRequired',
      [policy({ grant: { builtInControls: ['mfa', 'compliantDevice'] } })],
      {},
      now,
    ).outcome,
    'fail',
  )
})

test('a strength counts by its weakest combination', () => {
  const strength = (...allowedCombinations: string[]) =>
    judge(
      'phishingResistantMfaEnforced',
      [policy({ grant: { builtInControls: [], authenticationStrength: { allowedCombinations } } })],
      {},
      now,
    ).outcome
  assert.equal(strength('fido2', 'windowsHelloForBusiness'), 'pass')
  assert.equal(strength('fido2', 'password,sms'), 'fail')
  assert.equal(strength(), 'fail')
})

test('no policies, or something that is none, is a failure and not an error', () => {
  for (const list of [null, [], [null], ['text']])
    assert.equal(judge('mfaEnforced', list as Value, {}, now).outcome, 'fail')
  assert.throws(() => judge('mfaEnforced', {}, {}, now), Undetermined)
})

type Part = { [key: string]: Part | Value }

/** A policy without the member at a path. */
function without(path: string): Value {
  const copy = structuredClone(policy()) as Part
  const names = path.split('.')
  const last = names.pop() ?? ''
  delete names.reduce<Part>((found, name) => found[name] as Part, copy)[last]
  return copy as Value
}

test('what Graph always writes and is not there may be anything: a policy without it neither counts nor fails', () => {
  for (const path of [
    'state',
    'conditions',
    'conditions.users',
    'conditions.users.includeUsers',
    'conditions.users.excludeUsers',
    'conditions.users.excludeGroups',
    'conditions.users.excludeRoles',
    'conditions.users.excludeGuestsOrExternalUsers',
    'conditions.applications',
    'conditions.applications.includeApplications',
    'conditions.applications.excludeApplications',
    'conditions.applications.applicationFilter',
    'conditions.clientAppTypes',
    'conditions.clientApplications',
    'conditions.devices',
    'conditions.locations',
    'conditions.platforms',
    'conditions.signInRiskLevels',
    'conditions.userRiskLevels',
    'grantControls',
    'grantControls.builtInControls',
    'grantControls.termsOfUse',
    'grantControls.customAuthenticationFactors',
    'grantControls.authenticationStrength',
  ]) {
    assert.throws(() => judge('mfaEnforced', [without(path)], {}, now), Undetermined, path)
    // Another that holds is enough.
    assert.equal(judge('mfaEnforced', [without(path), policy()], {}, now).outcome, 'pass', path)
  }
})

test('conditions that Graph writes only where somebody set them are none where they are not there', () => {
  for (const name of ['deviceStates', 'times'])
    assert.equal(judge('mfaEnforced', [without(`conditions.${name}`)], {}, now).outcome, 'pass')
  for (const name of ['authenticationFlows', 'insiderRiskLevels', 'servicePrincipalRiskLevels'])
    assert.equal(mfa({ conditions: { [name]: null } }).outcome, 'pass', name)
})

test('a condition that nobody here knows may narrow a policy, where it is set', () => {
  for (const none of [null, [], {}, { include: null, exclude: [] }])
    assert.equal(mfa({ conditions: { futures: none } }).outcome, 'pass')
  for (const set of [['some'], { include: ['some'] }, 'some'])
    assert.throws(() => mfa({ conditions: { futures: set } }), Undetermined)
})

test('what is wrong with a policy stays wrong, whatever else is not told', () => {
  const { conditions, ...rest } = without('conditions.platforms') as { conditions: Part }
  assert.equal(
    judge('mfaEnforced', [{ ...rest, conditions, state: 'disabled' } as Value], {}, now).outcome,
    'fail',
  )
})

test('an excerpt speaks of what it holds; in a whole export a list that is not there is not empty', () => {
  const sample = (whole: boolean): ImportedState =>
    mapScubaGear({
      ...(whole
        ? { module_version: '1.8.0', aad_successful_commands: ['Get-MgBetaOrganization'] }
        : {}),
      conditional_access_policies: [without('conditions.users.excludeUsers')],
    })
  const read = (whole: boolean): Value => {
    const found = sample(whole).readings.find(({ setting }) =>
      setting.endsWith('.conditional-access-policies'),
    )
    assert.equal(found?.reading.state, 'observed')
    return found.reading.value
  }
  assert.equal(judge('mfaEnforced', read(false), {}, now).outcome, 'pass')
  assert.throws(() => judge('mfaEnforced', read(true), {}, now), Undetermined)
})
