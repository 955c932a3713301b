import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import { plainSearch } from "./filters.ts";
import { MissingPage, PageError, PageWaiting } from "./layout/page-states.tsx";
import { Shell } from "./layout/shell.tsx";

/** Every address of the staff console. Pages are loaded when they are first opened. */
const root = createRootRoute({
  component: Shell,
  notFoundComponent: MissingPage,
});

const at = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => root, path, component });

const routes = [
  at(
    "/",
    lazyRouteComponent(() => import("./pages/home/home-page.tsx"), "HomePage"),
  ),
  at(
    "/map",
    lazyRouteComponent(() => import("./pages/map/map-page.tsx"), "MapPage"),
  ),
  at(
    "/subjects/$kind/$id",
    lazyRouteComponent(() => import("./pages/subject/subject-page.tsx"), "SubjectPage"),
  ),
  at(
    "/alarms",
    lazyRouteComponent(() => import("./pages/work/alarms.tsx"), "AlarmsPage"),
  ),
  at(
    "/cases",
    lazyRouteComponent(() => import("./pages/work/cases.tsx"), "CasesPage"),
  ),
  at(
    "/cases/$id",
    lazyRouteComponent(() => import("./pages/work/case.tsx"), "CasePage"),
  ),
  at(
    "/devices",
    lazyRouteComponent(() => import("./pages/work/devices.tsx"), "DevicesPage"),
  ),
  at(
    "/devices/$mn",
    lazyRouteComponent(() => import("./pages/work/device.tsx"), "DevicePage"),
  ),
  at(
    "/packets/$mn/$received",
    lazyRouteComponent(() => import("./pages/work/packet.tsx"), "PacketPage"),
  ),
  at(
    "/unknown-devices",
    lazyRouteComponent(() => import("./pages/work/unknown-devices.tsx"), "UnknownDevicesPage"),
  ),
  at(
    "/registers/$id",
    lazyRouteComponent(() => import("./pages/work/register.tsx"), "RegisterPage"),
  ),
  at(
    "/registers/$id/new",
    lazyRouteComponent(() => import("./pages/work/register-new.tsx"), "RegisterNewPage"),
  ),
  at(
    "/registers/$id/$row",
    lazyRouteComponent(() => import("./pages/work/register-row.tsx"), "RegisterRowPage"),
  ),
  at(
    "/imports",
    lazyRouteComponent(() => import("./pages/import/imports.tsx"), "ImportsPage"),
  ),
  at(
    "/imports/new",
    lazyRouteComponent(() => import("./pages/import/import-new.tsx"), "ImportNewPage"),
  ),
  at(
    "/imports/$id",
    lazyRouteComponent(() => import("./pages/import/import-page.tsx"), "ImportPage"),
  ),
  at(
    "/duplicates",
    lazyRouteComponent(() => import("./pages/import/duplicates.tsx"), "DuplicatesPage"),
  ),
  at(
    "/calendar",
    lazyRouteComponent(() => import("./pages/calendar/calendar-page.tsx"), "CalendarPage"),
  ),
  at(
    "/papers",
    lazyRouteComponent(() => import("./pages/papers/papers.tsx"), "PapersPage"),
  ),
  at(
    "/papers/$id",
    lazyRouteComponent(() => import("./pages/papers/paper.tsx"), "PaperPage"),
  ),
  at(
    "/papers/incoming",
    lazyRouteComponent(() => import("./pages/papers/incoming.tsx"), "IncomingPage"),
  ),
  at(
    "/papers/incoming/$id",
    lazyRouteComponent(() => import("./pages/papers/incoming-paper.tsx"), "IncomingPaperPage"),
  ),
  at(
    "/papers/seals",
    lazyRouteComponent(() => import("./pages/papers/seals.tsx"), "SealsPage"),
  ),
  at(
    "/users",
    lazyRouteComponent(() => import("./pages/work/users.tsx"), "UsersPage"),
  ),
  at(
    "/organs",
    lazyRouteComponent(() => import("./pages/work/organs.tsx"), "OrgansPage"),
  ),
  at(
    "/audit",
    lazyRouteComponent(() => import("./pages/work/audit.tsx"), "AuditPage"),
  ),
  at(
    "/field",
    lazyRouteComponent(() => import("./pages/field/field-page.tsx"), "FieldPage"),
  ),
  at(
    "/field/queue",
    lazyRouteComponent(() => import("./pages/field/queue-page.tsx"), "FieldQueuePage"),
  ),
  at(
    "/field/$id",
    lazyRouteComponent(() => import("./pages/field/task-page.tsx"), "FieldTaskPage"),
  ),
  at(
    "/inbox",
    lazyRouteComponent(() => import("./pages/inbox/inbox-page.tsx"), "InboxPage"),
  ),
  at(
    "/transfers",
    lazyRouteComponent(() => import("./pages/inbox/transfers-page.tsx"), "TransfersPage"),
  ),
  at(
    "/transfers/$id",
    lazyRouteComponent(() => import("./pages/inbox/transfer-page.tsx"), "TransferPage"),
  ),
  at(
    "/notices",
    lazyRouteComponent(() => import("./pages/inbox/notices-page.tsx"), "NoticesPage"),
  ),
  at(
    "/hand-over",
    lazyRouteComponent(() => import("./pages/inbox/hand-over-page.tsx"), "HandOverPage"),
  ),
  at(
    "/g/$token",
    lazyRouteComponent(() => import("./pages/guest/guest-page.tsx"), "GuestPage"),
  ),
  at(
    "/publicity",
    lazyRouteComponent(() => import("./pages/publicity/publicity-page.tsx"), "PublicityPage"),
  ),
  at(
    "/publicity/$id",
    lazyRouteComponent(() => import("./pages/publicity/publication-page.tsx"), "PublicationPage"),
  ),
  at(
    "/me",
    lazyRouteComponent(() => import("./pages/work/me.tsx"), "MePage"),
  ),
  at(
    "/conservation",
    lazyRouteComponent(() => import("./pages/conservation/overview-page.tsx"), "ConservationPage"),
  ),
  at(
    "/conservation/clues",
    lazyRouteComponent(() => import("./pages/conservation/clues-page.tsx"), "CluesPage"),
  ),
  at(
    "/conservation/problems",
    lazyRouteComponent(() => import("./pages/conservation/problems-page.tsx"), "ProblemsPage"),
  ),
  at(
    "/conservation/duty",
    lazyRouteComponent(() => import("./pages/conservation/duty-page.tsx"), "DutyPage"),
  ),
  at(
    "/conservation/runs",
    lazyRouteComponent(() => import("./pages/conservation/runs-page.tsx"), "RunsPage"),
  ),
  at(
    "/conservation/batches",
    lazyRouteComponent(() => import("./pages/conservation/batches-page.tsx"), "BatchesPage"),
  ),
  at(
    "/conservation/batches/$id",
    lazyRouteComponent(() => import("./pages/conservation/batches-page.tsx"), "BatchPage"),
  ),
  at(
    "/conservation/reserves/$id",
    lazyRouteComponent(() => import("./pages/conservation/reserve-page.tsx"), "ReservePage"),
  ),
  at(
    "/evidence/$owner",
    lazyRouteComponent(() => import("./pages/evidence/evidence-page.tsx"), "EvidencePage"),
  ),
];

export const router = createRouter({
  routeTree: root.addChildren(routes),
  ...plainSearch,
  defaultPreload: "intent",
  defaultPendingComponent: PageWaiting,
  defaultErrorComponent: PageError,
  defaultPendingMs: 300,
  scrollRestoration: true,
});
