import { z } from 'zod'
import { CertificateState } from '../../common/model/index.ts'
import { certificateOf, setCertificate } from '../judge/certificates.ts'
import { CertificateShape, measuredOf, shownCertificate } from './certificate.ts'
import { answering } from './operation.ts'

/** Seals what the body that certifies decided, as a person says it. */
export const certificateSet = answering({
  title: 'Say what the body that certifies decided of a certificate',
  role: 'administrator',
  needs: 'record',
  input: z.strictObject({
    framework: z.string(),
    state: CertificateState,
    /** The day on which it decided. */
    on: z.string(),
    /** Until which day it is valid: of what is issued or renewed. */
    until: z.string().optional(),
    reason: z.string().min(1),
    by: z.string().min(1),
    body: z.string().min(1).optional(),
    number: z.string().min(1).optional(),
  }),
  kind: 'certificate-set',
  output: z.strictObject({ certificate: CertificateShape }),
  async run(agent, actor, wanted) {
    const measured = await measuredOf(agent, await certificateOf(agent, wanted.framework))
    await setCertificate(agent, actor, wanted, measured)
    return { certificate: await shownCertificate(agent, wanted.framework) }
  },
})
