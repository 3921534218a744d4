import { Option } from 'commander'
import type { Command } from 'commander'
import {
  POLICY_KINDS,
  createPolicy,
  deletePolicy,
  findPolicy,
  listPolicies,
  setPolicyStatus,
  updatePolicy
} from '@node-chassis/control-plane-client'
import type { ControlPlane, LivePolicy, PolicyKind, PolicyRef } from '@node-chassis/control-plane-client'
import { stringify } from 'yaml'
import type { Output } from '../../output.ts'
import { withCloud, withCloudOptions } from './connection.ts'
import type { CloudFlags } from './connection.ts'
import { kindOf, readPolicies, withPlace } from './policy-files.ts'
import type { PlaceFlags } from './policy-files.ts'
import { refuseWithoutYes, withYes } from './run-operation.ts'
import { listing } from './show.ts'

type Flags = CloudFlags & PlaceFlags

/** `chassis cse policies …`: policies by kind and name. Ids are the server's business. */
export function policyCommands(policies: Command, output: Output): void {
  withPlace(withCloudOptions(policies.command('list')))
    .description('policies and match groups (5.4.9)')
    .addOption(new Option('--kind <kind>', 'only these').choices(POLICY_KINDS))
    .action(async ({ kind, ...flags }: Flags & { readonly kind?: PolicyKind }) => {
      const { app, environment } = flags
      const found = await withCloud(flags, (cloud) =>
        listPolicies(cloud, {
          app,
          ...(environment !== undefined && { environment }),
          ...(kind !== undefined && { kinds: [kind] })
        })
      )
      if (flags.json) return output.out(JSON.stringify(found))
      const rows = found.map(({ kind: its, name, selector, status, id }) => ({
        kind: its,
        name,
        ...selector,
        status,
        id
      }))
      output.out(listing(rows, ['kind', 'name', 'app', 'environment', 'service', 'status', 'id']))
    })

  onOne(
    policies,
    'get',
    'one policy as a document, as `apply` takes it (5.4.7)',
    output,
    async (cloud, ref) => {
      const found = await findPolicy(cloud, ref)
      // What the list says may lag behind; the policy itself is asked for.
      const place = found.selector.environment === '' ? {} : { environment: found.selector.environment }
      const fresh = await cloud.getGovernancePolicy({ kind: ref.kind, policyId: found.id, ...place })
      return { ...found, ...(fresh as Partial<LivePolicy>), kind: found.kind, selector: found.selector }
    }
  )
  for (const status of ['enabled', 'disabled'] as const) {
    const verb = status === 'enabled' ? 'enable' : 'disable'
    onOne(policies, verb, `let a policy be ${status} (5.4.5)`, output, (cloud, ref) =>
      setPolicyStatus(cloud, ref, status)
    )
  }

  withYes(withPlace(withCloudOptions(policies.command('delete <kind> <name>'))))
    .description('delete a policy; a match group takes the policies of its name with it (5.4.6)')
    .action(async (kind: string, name: string, flags: Flags) => {
      refuseWithoutYes(flags, `policies delete ${kind} ${name}`)
      const gone = await withCloud(flags, (cloud) => deletePolicy(cloud, refOf(kind, name, flags)))
      if (flags.json) return output.out(JSON.stringify(gone))
      for (const policy of gone) output.err(`deleted ${policy.kind} ${policy.name}`)
    })

  withPlace(withCloudOptions(policies.command('create <files...>')))
    .description('create the policies of files, after checking them (5.4.8)')
    .action(async (files: string[], flags: Flags) => {
      await withCloud(flags, async (cloud) => {
        // Match groups first: a policy without its group would not apply.
        for (const document of (await readPolicies(cloud, files, flags)).policies) {
          told(output, flags, 'created', await createPolicy(cloud, document))
        }
      })
    })

  withPlace(withCloudOptions(policies.command('update <files...>')))
    .description('give policies that are there the specs of files, after checking them (5.4.5)')
    .action(async (files: string[], flags: Flags) => {
      await withCloud(flags, async (cloud) => {
        for (const document of (await readPolicies(cloud, files, flags)).policies) {
          const { spec, status } = document
          told(output, flags, 'updated', await updatePolicy(cloud, document, { spec, status }))
        }
      })
    })
}

function onOne(
  policies: Command,
  verb: string,
  about: string,
  output: Output,
  work: (cloud: ControlPlane, ref: PolicyRef) => Promise<LivePolicy>
): void {
  withPlace(withCloudOptions(policies.command(`${verb} <kind> <name>`)))
    .description(about)
    .action(async (kind: string, name: string, flags: Flags) => {
      const policy = await withCloud(flags, (cloud) => work(cloud, refOf(kind, name, flags)))
      if (verb === 'get') output.out(flags.json ? JSON.stringify(policy) : stringify(policy).trimEnd())
      else told(output, flags, `${verb}d`, policy)
    })
}

function told(output: Output, { json }: CloudFlags, what: string, policy: LivePolicy): void {
  if (json) output.out(JSON.stringify(policy))
  else output.err(`${what} ${policy.kind} ${policy.name}`)
}

function refOf(
  kind: string,
  name: string,
  { app = 'default', environment = '', service }: PlaceFlags
): PolicyRef {
  return {
    kind: kindOf(kind),
    name,
    selector: { app, environment, ...(service !== undefined && { service }) }
  }
}
