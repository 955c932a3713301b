import { enterpriseDuplicates } from "#base/duplicates.ts";
import { conservationRoutes } from "#domains/conservation/conservation.routes.server.ts";
import { monitoringRoutes } from "#domains/monitoring/monitoring.routes.server.ts";
import { packetRoutes } from "#gateway/packet.routes.server.ts";
import { auditRoutes } from "#kernel/audit/audit.routes.server.ts";
import { caseRoutes } from "#kernel/case/case.routes.server.ts";
import { clockRoutes } from "#kernel/clock/clock.routes.server.ts";
import { evidenceRoutes } from "#kernel/evidence/evidence.routes.server.ts";
import { exportRoutes } from "#kernel/export/export.routes.server.ts";
import { formRoutes } from "#kernel/export/form.routes.server.ts";
import { fieldRoutes } from "#kernel/field/field.routes.server.ts";
import { fileRoutes } from "#kernel/file/file.routes.server.ts";
import { delegationRoutes } from "#kernel/identity/delegation.routes.server.ts";
import { peopleRoutes } from "#kernel/identity/people.routes.server.ts";
import type { Route } from "#kernel/identity/route.ts";
import { sessionRoutes } from "#kernel/identity/session.routes.server.ts";
import { importRoutes } from "#kernel/import/import.routes.server.ts";
import { inboxRoutes } from "#kernel/inbox/inbox.routes.server.ts";
import { mergeRoutes } from "#kernel/merge/merge.routes.server.ts";
import { noticeRoutes } from "#kernel/notice/notice.routes.server.ts";
import { deviceRoutes } from "#kernel/observation/device.routes.server.ts";
import { readingRoutes } from "#kernel/observation/reading.routes.server.ts";
import { requestRoutes } from "#kernel/observation/request.routes.server.ts";
import { strangerRoutes } from "#kernel/observation/stranger.routes.server.ts";
import { organRoutes } from "#kernel/organ/organ.routes.server.ts";
import { bindingRoutes } from "#kernel/paper/binding.routes.server.ts";
import { incomingRoutes } from "#kernel/paper/incoming.routes.server.ts";
import { paperRoutes } from "#kernel/paper/paper.routes.server.ts";
import { sealRoutes } from "#kernel/paper/seal.routes.server.ts";
import { placeRoutes } from "#kernel/place/place.routes.server.ts";
import { publicationRoutes } from "#kernel/publication/publication.routes.server.ts";
import { ogcRoutes } from "#kernel/register/ogc/ogc.routes.server.ts";
import { registerRoutes } from "#kernel/register/register.routes.server.ts";
import { signatureRoutes } from "#kernel/signature/signature.routes.server.ts";
import { guestRoutes } from "#kernel/transfer/guest.routes.server.ts";
import { transferRoutes } from "#kernel/transfer/transfer.routes.server.ts";
import { healthRoutes } from "./health.routes.ts";
import { liveRoutes } from "./live.routes.ts";
import { registers } from "./registers.ts";

/** Every route of the product. The HTTP shell, the OpenAPI document and the access matrix are made from this list alone. */
export const routes: readonly Route[] = [
  ...healthRoutes,
  ...sessionRoutes,
  ...peopleRoutes,
  ...delegationRoutes,
  ...inboxRoutes,
  ...transferRoutes,
  ...guestRoutes,
  ...noticeRoutes,
  ...organRoutes,
  ...placeRoutes,
  ...registerRoutes(registers),
  ...exportRoutes(registers),
  ...formRoutes(registers),
  ...importRoutes(registers),
  ...mergeRoutes(registers, [enterpriseDuplicates]),
  ...ogcRoutes(registers),
  ...deviceRoutes,
  ...requestRoutes,
  ...strangerRoutes,
  ...readingRoutes,
  ...packetRoutes,
  ...caseRoutes,
  ...clockRoutes,
  ...fileRoutes,
  ...evidenceRoutes,
  ...signatureRoutes,
  ...monitoringRoutes,
  ...conservationRoutes,
  ...fieldRoutes,
  ...paperRoutes,
  ...incomingRoutes,
  ...sealRoutes,
  ...bindingRoutes,
  ...publicationRoutes,
  ...auditRoutes,
  ...liveRoutes,
];
