import type { CheckSource } from '../../../model/check.ts'
import { inConsole } from './check.ts'

export const registrationChecks: readonly CheckSource[] = [
  {
    id: 'wordpress.site.registration-closed',
    title: 'Nobody can register themselves',
    metric: 'self-registration-disabled',
    resource: 'site',
    severity: 'high',
    reads: ['wordpress.site.users-can-register'],
    expect: { op: 'equals', value: false },
    expected: 'Anyone can register: off',
    rationale:
      'Open registration gives strangers an account, and every later flaw in a plugin a caller who is logged in.',
    remediation: inConsole('Settings > General', 'Untick "Anyone can register"'),
  },
  {
    id: 'wordpress.site.default-role-minimal',
    title: 'New users start with the least role',
    metric: 'least-privilege-default',
    resource: 'site',
    severity: 'high',
    reads: ['wordpress.site.default-role'],
    expect: { op: 'oneOf', value: ['subscriber', 'customer'] },
    expected: 'New User Default Role: Subscriber',
    rationale:
      'With a stronger default, an account made by registration or import can publish or administer at once.',
    remediation: inConsole('Settings > General', 'Set "New User Default Role" to Subscriber'),
  },
]
