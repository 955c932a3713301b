import { Link } from "@tanstack/react-router";
import { t } from "#kernel/view/language.view.tsx";
import { useNavigation } from "./navigation.ts";
import type { NavField } from "./pages.ts";

type FieldLinksProps = Readonly<{ field: NavField; here: string | undefined; onChoose?: () => void }>;

function FieldLinks({ field, here, onChoose }: FieldLinksProps) {
  return (
    <ul>
      {field.pages.map((page) => (
        <li key={page.path}>
          <Link
            to={page.path}
            activeOptions={{ exact: true }}
            onClick={onChoose}
            aria-current={page.path === here ? "page" : undefined}
          >
            {t(page.title)}
          </Link>
        </li>
      ))}
    </ul>
  );
}

/** The pages of the field at hand. Where an address belongs to no field, the first field shows. */
export function SideNav() {
  const { fields: mine, here } = useNavigation();
  const field = mine.find((each) => each.id === here?.field.id) ?? mine[0];
  if (!field) return null;
  return (
    <nav className="side-nav" aria-label={t(field.title)}>
      <h2>{t(field.title)}</h2>
      <FieldLinks field={field} here={here?.page.path} />
    </nav>
  );
}

/** Every page of the person, for the phone's menu. */
export function AllPages({ onChoose }: Readonly<{ onChoose: () => void }>) {
  const { fields, here } = useNavigation();
  return (
    <nav className="all-pages" aria-label={t("全部页面", "All pages")}>
      {fields.map((field) => (
        <section key={field.id}>
          <h2>{t(field.title)}</h2>
          <FieldLinks field={field} here={here?.page.path} onChoose={onChoose} />
        </section>
      ))}
    </nav>
  );
}
