package dev.wsboot.engine.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * Collects the cases of one group, which are numbered as they are added.
 */
final class Cases {

	private final String title;

	private final int group;

	private final List<Case> cases = new ArrayList<>();

	private int section;

	private int number;

	Cases(int group, String title) {
		this.group = group;
		this.title = title;
	}

	/** The next section begins. */
	Cases section() {
		this.section++;
		this.number = 0;
		return this;
	}

	Cases test(String title, Case.Script script) {
		return test(title, null, script);
	}

	Cases test(String title, Compression compression, Case.Script script) {
		String id = this.group + "." + this.section + "." + ++this.number;
		this.cases.add(new Case(id, title, compression, script));
		return this;
	}

	String title() {
		return this.group + " " + this.title;
	}

	List<Case> all() {
		return this.cases;
	}

}
