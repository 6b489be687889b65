package dev.wsboot.engine.internal.connection;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.IntStream;

import dev.wsboot.engine.WsClose;
import dev.wsboot.engine.WsClose.Initiator;
import dev.wsboot.engine.WsLedger.CloseKey;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class LedgerTests {

	private final Ledger ledger = new Ledger();

	@Nested
	class Closes {

		@Test
		void areCountedByCodeAndInitiator() {
			close(1000, Initiator.REMOTE);
			close(1000, Initiator.REMOTE);
			close(1000, Initiator.LOCAL);
			assertThat(ledger.closes()).containsOnly(entry(new CloseKey("1000", Initiator.REMOTE), 2L),
					entry(new CloseKey("1000", Initiator.LOCAL), 1L));
			assertThat(ledger.closed(new CloseKey("1000", Initiator.REMOTE))).isEqualTo(2);
			assertThat(ledger.closed(new CloseKey("1001", Initiator.REMOTE))).isZero();
			assertThat(ledger.closedCount()).isEqualTo(3);
		}

		@Test
		void haveBoundedKeysWhateverPeersChoose() {
			IntStream.rangeClosed(3000, 4999).forEach((code) -> close(code, Initiator.REMOTE));
			assertThat(ledger.closes()).containsOnly(entry(new CloseKey("3xxx", Initiator.REMOTE), 1000L),
					entry(new CloseKey("4xxx", Initiator.REMOTE), 1000L));
		}

		@Test
		void addUpTheirDurations() {
			ledger.opened();
			ledger.opened();
			ledger.closed(new WsClose(1000, "", Initiator.LOCAL), 30);
			ledger.closed(new WsClose(1001, "", Initiator.LOCAL), 12);
			assertThat(ledger.closedNanos()).isEqualTo(42);
			assertThat(ledger.active()).isZero();
			assertThat(ledger.openedCount()).isEqualTo(2);
		}

	}

	@Nested
	class Listeners {

		@Test
		void seeEachKeyOnceWithItsFirstCount() {
			List<String> seen = new ArrayList<>();
			ledger.onRejection((reason) -> seen.add(reason + " " + ledger.rejections(reason)));
			ledger.rejected("origin");
			ledger.rejected("origin");
			ledger.rejected("capacity");
			assertThat(seen).containsExactly("origin 1", "capacity 1");
		}

		@Test
		void seeKeysOfThePast() {
			ledger.rejected("origin");
			ledger.rejected("origin");
			List<String> seen = new ArrayList<>();
			ledger.onRejection((reason) -> seen.add(reason + " " + ledger.rejections(reason)));
			assertThat(seen).containsExactly("origin 2");
		}

		@Test
		void seeNothingMoreOnceTakenOff() {
			List<CloseKey> seen = new ArrayList<>();
			Runnable end = ledger.onCloseKey(seen::add);
			close(1000, Initiator.LOCAL);
			end.run();
			close(1001, Initiator.LOCAL);
			assertThat(seen).containsExactly(new CloseKey("1000", Initiator.LOCAL));
		}

		@Test
		void thatThrowDisturbNeitherTheCountNorOthers() {
			List<CloseKey> seen = new ArrayList<>();
			List<LogRecord> logged = new ArrayList<>();
			Logger logger = Logger.getLogger(Ledger.class.getName());
			logger.setFilter((entry) -> {
				logged.add(entry);
				return false;
			});
			try {
				ledger.onCloseKey((key) -> {
					throw new IllegalStateException();
				});
				ledger.onCloseKey(seen::add);
				close(1000, Initiator.LOCAL);
			}
			finally {
				logger.setFilter(null);
			}
			assertThat(seen).hasSize(1);
			assertThat(ledger.closedCount()).isEqualTo(1);
			assertThat(logged).singleElement().extracting(LogRecord::getLevel).isEqualTo(Level.WARNING);
		}

		@Test
		void seeEachKeyOnceHoweverManyThreadsMeetIt() throws Exception {
			int threads = 4;
			int rounds = 500;
			Queue<String> seen = new ConcurrentLinkedQueue<>();
			Map<String, Long> firstCounts = new ConcurrentHashMap<>();
			CyclicBarrier start = new CyclicBarrier(threads);
			ExecutorService executor = Executors.newFixedThreadPool(threads);
			try {
				List<Future<?>> ends = new ArrayList<>();
				for (int i = 0; i < threads; i++) {
					int number = i;
					ends.add(executor.submit(() -> {
						for (int round = 0; round < rounds; round++) {
							start.await();
							if (number == 0) {
								// A listener that comes while the key does.
								String listener = "listener " + round + ' ';
								String key = "reason " + round;
								ledger.onRejection((reason) -> {
									if (reason.equals(key)) {
										seen.add(listener + reason);
										firstCounts.merge(reason, ledger.rejections(reason), Math::min);
									}
								});
							}
							ledger.rejected("reason " + round);
						}
						return null;
					}));
				}
				for (Future<?> end : ends) {
					end.get();
				}
			}
			finally {
				executor.shutdownNow();
			}
			assertThat(seen).hasSize(rounds).doesNotHaveDuplicates();
			assertThat(firstCounts.values()).hasSize(rounds).allMatch((count) -> count >= 1);
			assertThat(ledger.rejections()).hasSize(rounds).allSatisfy((key, count) -> {
				assertThat(count).isEqualTo(threads);
			});
		}

	}

	private void close(int code, Initiator initiator) {
		this.ledger.opened();
		this.ledger.closed(new WsClose(code, "", initiator), 1);
	}

}
