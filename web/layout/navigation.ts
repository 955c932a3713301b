import { useLocation } from "@tanstack/react-router";
import { usePerson } from "../api.ts";
import { useRegisters } from "../pages/work/ref-picker.tsx";
import { fieldsFor, type NavField, type NavPage, pageAt } from "./pages.ts";

/** Where this person works, the registers of the catalogue included, and which page is at hand. */
export function useNavigation(): Readonly<{
  fields: readonly NavField[];
  here: Readonly<{ field: NavField; page: NavPage }> | undefined;
}> {
  const { roles } = usePerson();
  const { pathname } = useLocation();
  const registers = useRegisters().list;
  return { fields: fieldsFor(roles, registers), here: pageAt(pathname, registers) };
}
