import { Navigate } from "@tanstack/react-router";
import { usePerson } from "../../api.ts";
import { homeOf } from "../../layout/pages.ts";
import { CockpitPage } from "../cockpit/cockpit-page.tsx";
import { EnterpriseHome } from "./enterprise-home.tsx";

/** Where a day begins: the territory for those who supervise, the own outfalls for an enterprise, the own list for administrators. */
export function HomePage() {
  const { roles } = usePerson();
  const home = homeOf(roles);
  if (home !== "/") return <Navigate to={home} replace />;
  return roles.every((role) => role === "enterprise") ? <EnterpriseHome /> : <CockpitPage />;
}
